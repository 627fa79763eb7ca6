"""Which variables are counted, and what of an answer reaches the tallies."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics.comparison.reading import read_baseline
from analytics.models import Baseline
from analytics.selectors.plans import MOST_CHOICES, load_counting
from analytics.selectors.samples import load_coded_rows
from analytics.services.baselines import load_shipped_baselines
from analytics.tallies.plan import NO_PLAN
from analytics.tallies.rows import make_records, pack_rows, row_type, stack_rows
from surveys.models import Survey
from tests.factories import make_completed_response, make_document, make_survey, make_version

pytestmark = pytest.mark.django_db

STUDY = Path(__file__).parents[2] / "surveys" / "studies" / "shenzhen.json"


@pytest.fixture(name="shenzhen")
def _shenzhen() -> Survey:
    document = json.loads(STUDY.read_text(encoding="utf-8"))
    return make_survey(version=make_version("shenzhen", document=document))


def test_categories_and_ticks_are_counted_numbers_and_words_are_not() -> None:
    counting = load_counting(make_survey())
    ticks = ["reasons_1", "reasons_2", "reasons_97", "reasons_90"]
    assert list(counting.variables) == ["adult", *ticks, "decisive", "gender"]
    assert [planned.name for planned in counting.plan.variables] == list(counting.variables)
    assert counting.plan.variables[-1].codes == (1, 2)


def test_missing_codes_are_no_values() -> None:
    assert list(load_counting(make_survey()).variables["gender"].labels) == [1, 2]


def test_study_without_drivers_has_no_pairs_and_no_baseline() -> None:
    counting = load_counting(make_survey())
    assert (counting.baseline, counting.plan.pairs) == (None, ())


def test_variable_with_more_than_sixty_choices_is_left_out() -> None:
    document = make_document()
    gender = document["pages"][2]["items"][0]
    gender["choices"] += [{"code": 200 + i, "label": gender["prompt"]} for i in range(59)]
    survey = make_survey(version=make_version("long", document=document))
    assert "gender" not in load_counting(survey).variables


def test_position_of_every_choice_fits_its_byte() -> None:
    assert np.iinfo(row_type(NO_PLAN)["positions"].base).max >= MOST_CHOICES


def test_pairs_are_those_that_claims_compare(shenzhen: Survey) -> None:
    assert load_counting(shenzhen).plan.pairs == (
        ("drv_KIN", "mig2"),
        ("drv_PAR", "mig2"),
        ("drv_PAR", "mig2_net"),
        ("drv_PAR", "gender"),
        ("drv_ALU", "mig2"),
        ("drv_CAR", "drv_SAL"),
        ("soc_amenity_1", "uni2"),
    )


def test_shipped_study_has_the_codes_the_baseline_names(shenzhen: Survey) -> None:
    counting = load_counting(shenzhen)
    assert counting.baseline is not None
    for trait in counting.baseline.traits:
        labels = counting.variables[trait.variable].labels
        assert {category.code for category in trait.categories} <= labels.keys()
    for driver in counting.baseline.drivers:
        assert counting.variables[driver.variable].labels.keys() == {0, 1}


def read_row(survey: Survey, replies: dict[str, list[str]] | None = None) -> tuple[Any, Any]:
    """The coded row of somebody who completed, and the values in it by variable."""
    response, plan = make_completed_response(survey, replies), load_counting(survey).plan
    rows, _ = load_coded_rows(survey, [response.pk], load_counting(survey))
    row = stack_rows(list(rows.values()), plan)[0]
    values = {
        one.name: one.codes[at]
        for one, at in zip(plan.variables, row["positions"], strict=True)
        if at >= 0
    }
    return row, values


def test_row_holds_codes_degree_place_and_day() -> None:
    row, values = read_row(make_survey())
    assert values["decisive"] == 1
    day = date(2026, 3, 2).toordinal()
    assert (row["degree"], row["wave"], row["day"], row["channel"]) == (12, 0, day, 0)


def test_row_of_the_shipped_study_is_small(shenzhen: Survey) -> None:
    plan = load_counting(shenzhen).plan
    assert len(pack_rows(make_records(1, plan), plan)[0]) < 80


def test_item_off_the_route_has_no_value() -> None:
    _, values = read_row(make_survey(), {"reasons": ["90"]})
    assert "decisive" not in values
    assert values["reasons_90"] == 1


def test_shipped_baseline_is_there_after_migrating() -> None:
    baseline = Baseline.objects.get(slug="gong2023")
    assert read_baseline(baseline.document).drivers[1].count.x == 44


def test_loading_again_changes_nothing() -> None:
    assert load_shipped_baselines() == 0


def test_changed_document_replaces_the_old_one() -> None:
    Baseline.objects.update(digest="old", document={})
    assert load_shipped_baselines() == 1
    assert Baseline.objects.get(slug="gong2023").document["n"] == 54
