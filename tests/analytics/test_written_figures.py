"""How shares, intervals and differences are written and drawn on the pages of estimates."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from analytics.charts.blocks import Block, Line
from analytics.charts.rows import WIDE
from analytics.charts.shares import draw_shares
from analytics.estimators.result import Estimate, Estimator, IntervalMethod, NoInterval
from analytics.selectors.dashboard import ValueEstimates
from analytics.services.folding import fold_all
from analytics.templatetags.estimates import interval, p_value, percent, points
from surveys.models import Survey
from tests.factories import (
    NOW,
    make_chain,
    make_completed_response,
    make_researcher,
    make_survey,
)
from tests.words import read_words


def _estimate(share: float | None, low: float | None = None, high: float | None = None) -> Estimate:
    note = None if low is not None else NoInterval.TOO_FEW
    return Estimate(share, low, high, Estimator.RDS_II, IntervalMethod.WILSON, 9, note=note)


@pytest.mark.parametrize(
    ("share", "written"),
    [(None, "–"), (0.0, "0.0%"), (0.4629, "46.3%"), (0.9996, "100.0%"), (1.0, "100.0%")],
)
def test_share_is_written_with_one_decimal(share: float | None, written: str) -> None:
    assert percent(share) == written


def test_interval_is_written_from_low_to_high() -> None:
    assert interval(_estimate(0.5, 0.3366, 0.594)) == "33.7–59.4"


def test_share_without_an_interval_says_why() -> None:
    with translation.override("en"):
        assert interval(_estimate(0.5)) == "Too few respondents"


@pytest.mark.parametrize(
    ("difference", "written"),
    [(None, "–"), (0.123, "+12.3"), (-0.0449, "−4.5"), (0.0, "+0.0")],
)
def test_difference_is_written_in_points_with_its_sign(
    difference: float | None, written: str
) -> None:
    assert points(difference) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, "–"), (0.0, "< 0.001"), (0.00099, "< 0.001"), (0.001, "= 0.001"), (0.0496, "= 0.050")],
)
def test_p_value_is_never_nought(value: float | None, written: str) -> None:
    assert p_value(value) == written


def test_shares_are_drawn_with_their_marks_at_the_shares_and_lines_along_the_intervals() -> None:
    value = ValueEstimates(
        1, {}, 5, unweighted=_estimate(0.25, 0.125, 0.5), rds_ii=_estimate(0.75, 0.5, 1.0)
    )
    block = Block("gender", "About gender?", 5, is_derived=False, lines=(Line("Male", 1, value),))
    weighted, unweighted = draw_shares(block, WIDE).marks
    assert (weighted.series, weighted.low, weighted.x, weighted.high) == ("weighted", 470, 595, 720)
    assert (unweighted.series, unweighted.low, unweighted.x, unweighted.high) == (
        "unweighted",
        282,
        345,
        470,
    )


def test_an_unknown_share_has_no_mark() -> None:
    value = ValueEstimates(1, {}, 0, unweighted=_estimate(None), rds_ii=_estimate(None))
    block = Block("gender", "About gender?", 0, is_derived=False, lines=(Line("Male", 1, value),))
    assert draw_shares(block, WIDE).marks == ()


@pytest.fixture(name="survey")
def _survey(client: Client) -> Survey:
    owner = make_researcher("owner")
    client.force_login(owner, "django.contrib.auth.backends.ModelBackend")
    return make_survey("figures", owner=owner)


def _read_page(client: Client, survey: Survey) -> str:
    fold_all(survey.pk, now=NOW)
    address = reverse("analytics:estimates", args=[survey.slug])
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    return read_words(page)


@pytest.mark.django_db
def test_table_shows_counts_and_both_shares_of_every_value(client: Client, survey: Survey) -> None:
    for gender, contacts, count in (("1", "2", 4), ("2", "6", 6), ("99", "6", 1)):
        for _ in range(count):
            make_completed_response(survey, {"gender": [gender], "contacts": [contacts]})
    page = _read_page(client, survey)
    assert "About gender? gender n = 10" in page
    # Weighted: (4/2) / (4/2 + 6/6); nobody recruited anybody.
    assert "Male 1 4 40.0% 16.8–68.7 66.7%" in page
    assert "Female 2 6 60.0% 31.3–83.2 33.3%" in page


@pytest.mark.django_db
def test_recipe_counts_people_seeds_waves_and_unknown_sizes(client: Client, survey: Survey) -> None:
    make_chain(survey, 2)
    make_completed_response(survey, {"contacts": ["0"]})
    page = _read_page(client, survey)
    assert "Respondents 4, of them 2 seeds; last wave 2" in page
    assert "Respondents by channel – 1, First look 3" in page
    assert "Cut-off 2026-03-02 17:00:00" in page
    assert "Missing or zero network size 1 respondent" in page
