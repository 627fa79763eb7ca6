"""The comparison as a file carries its recipe, and tells no more than the page."""

import csv
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from analytics.exports.comparison import export_comparison
from analytics.selectors.dashboard import load_comparison
from surveys.models import Survey
from tests.factories import make_simulated_survey

pytestmark = pytest.mark.django_db

Lines = dict[tuple[str, str, str], dict[str, str]]


def _read(survey: Survey) -> Lines:
    comparison = load_comparison(survey)
    assert comparison is not None
    text = b"".join(export_comparison(survey, comparison)).decode("utf-8-sig")
    lines = csv.DictReader(StringIO(text, newline=""))
    return {(line["part"], line["key"], line["denominator"]): line for line in lines}


@pytest.fixture(name="lines")
def _lines() -> Lines:
    return _read(make_simulated_survey(120))


def test_interviews_stand_beside_the_survey(lines: Lines) -> None:
    career = lines["driver", "economic.career", ""]
    assert (career["baseline_count"], career["baseline_n"]) == ("44", "54")
    assert 0 < int(career["survey_count"]) <= int(career["survey_n"]) <= 120
    assert {line["is_simulated"] for line in lines.values()} == {"1"}


def test_p_value_belongs_to_the_difference(lines: Lines) -> None:
    alike = lines["claim C4", "male", "all"]
    assert alike["rule"] == "alike"
    assert alike["p_value"] != alike["equivalence_p"] != ""
    assert float(alike["equivalence_low"]) > float(alike["difference_low"])
    assert alike["margin"] == "0.1"


def test_majority_has_no_difference(lines: Lines) -> None:
    line = lines["claim C1", "any", "all"]
    assert line["rule"] == "majority"
    assert {line[name] for name in ("difference", "p_value", "equivalence_p")} == {""}


def test_claims_tell_their_design_effect_and_fisher(lines: Lines) -> None:
    line = lines["claim C3", "interprovincial", "all"]
    assert float(line["design_effect"]) >= 1
    assert line["effect_basis"] in ("volz_heckathorn", "kish")
    assert float(line["baseline_p"]) == pytest.approx(0.37, abs=0.005)


def test_claim_that_waits_names_what_it_waits_for(lines: Lines) -> None:
    waiting = [
        (part, key, line["rule"], line["verdict"], line["note"], line["baseline_count"])
        for (part, key, _), line in lines.items()
        if line["verdict"] == "not_computed_yet"
    ]
    said = ("not_computed_yet", "not_computed_yet", "estimator")
    assert waiting == [
        ("claim C7", "share_within_group", *said, ""),
        ("claim C7", "paired_means", *said, ""),
        ("claim C8", "order_of_several_shares", *said, ""),
        ("claim C9", "share_below_bound", *said, ""),
        ("claim C10", "share_within_group", *said, "8"),
        ("claim C11", "unprompted_mentions", *said, "25"),
        ("claim C12", "share_within_group", *said, ""),
    ]


def test_claim_without_counts_in_the_study_has_the_surveys_alone(lines: Lines) -> None:
    line = lines["claim C5", "intraprovincial", "all"]
    assert (line["baseline_n"], line["baseline_p"], line["margin"]) == ("", "", "0.1")
    assert float(line["rds_ii_share"]) > 0


def test_category_the_study_lacks_has_no_baseline(lines: Lines) -> None:
    line = lines["composition marital_status", "other.3", ""]
    assert (line["baseline_n"], line["label_en"]) == ("", "Divorced or widowed")
    assert line["survey_n"] != ""


def test_nothing_of_fewer_than_ten_is_told() -> None:
    lines = _read(make_simulated_survey(9))
    told = [name for name in next(iter(lines.values())) if name.startswith(("survey", "rds_ii"))]
    told += ["unweighted_share", "difference", "design_effect"]
    assert {line[name] for line in lines.values() for name in told} == {""}
    assert {line["note"] for line in lines.values()} == {"too_few"}
    assert lines["driver", "economic.career", ""]["baseline_count"] == "44"


def test_picture_of_fewer_than_ten_shows_the_interviews_alone(client: Client) -> None:
    make_simulated_survey(9)
    survey = Survey.objects.get(slug="simulated")
    client.force_login(survey.memberships.get().researcher)
    answer = client.get(reverse("analytics:drivers_svg", args=[survey.slug]))
    root = ElementTree.fromstring(answer.content)
    kinds = {path.get("class") for path in root.iter("{http://www.w3.org/2000/svg}path")}
    assert "baseline" in kinds
    assert not kinds & {"weighted", "unweighted"}
