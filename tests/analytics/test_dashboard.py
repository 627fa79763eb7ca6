"""The estimate pages' data: everything shown follows from the tallies."""

import json
from datetime import date
from random import Random

import pytest

from analytics.comparison.claims import Lack, Verdict
from analytics.estimators.degree import DegreeRule
from analytics.models import Generation, Tally
from analytics.selectors.dashboard import Comparison, load_comparison, load_estimates
from analytics.services.counting import count_stored
from analytics.services.folding import fold_all
from analytics.services.locking import note_change
from analytics.services.tallying import write_part
from analytics.tallies.plan import plan_from_json
from analytics.tallies.tallies import merge_all
from surveys.engine.flow import complete_answers
from surveys.models import Event, Response, Survey
from surveys.selectors.runner import load_context, load_plan
from tests.analytics.test_counting import STUDY
from tests.factories import (
    NOW,
    make_chain,
    make_completed_response,
    make_event,
    make_response,
    make_survey,
    make_version,
)

pytestmark = pytest.mark.django_db


def answer_shenzhen(survey: Survey, answers: dict[str, object]) -> None:
    """A completed response with these coded answers; the rest is skipped."""
    response = make_response(survey)
    plan = load_plan(survey.version)
    response.answers = complete_answers(plan, answers, load_context(response))
    response.state, response.completed_at = Response.State.COMPLETED, NOW
    response.save()
    make_event(response, Event.Kind.COMPLETED)


@pytest.fixture(name="comparison")
def _comparison() -> Comparison:
    document = json.loads(STUDY.read_text(encoding="utf-8"))
    survey = make_survey(version=make_version("shenzhen", document=document))
    random = Random(3)
    for number in range(60):
        is_near, is_man = number % 2, number % 3 == 0
        answers = {
            "birth_year": 1998,
            "live_sz": 1,
            "edu": 4,
            "hukou_prov": 44 if is_near else 42,
            "move_year": 2021,
            "driver_mention": [2, 7] if is_near and number % 10 else [2, 8],
            "gender": 1 if is_man else 2,
            "marital": 1 + number % 5,
            "deg_know": 50,
            "deg_contact": random.choice((5, 10, 20)),
        }
        if is_near:
            answers["hukou_city_gd"] = 4401
        answer_shenzhen(survey, answers)
    fold_all(survey.pk, now=NOW)
    comparison = load_comparison(survey)
    assert comparison is not None
    return comparison


def test_shares_and_counts_of_a_variable() -> None:
    survey = make_survey()
    for code, contacts in (("1", "2"), ("1", "4"), ("2", "4"), ("99", "4")):
        make_completed_response(survey, {"gender": [code], "contacts": [contacts]})
    fold_all(survey.pk, now=NOW)
    gender = load_estimates(survey).variables[-1]
    assert (gender.name, gender.n, gender.is_derived) == ("gender", 3, False)
    assert [value.count for value in gender.values] == [2, 1]
    assert gender.values[0].unweighted.share == pytest.approx(2 / 3)
    assert gender.values[0].rds_ii.share == pytest.approx(0.75)
    assert gender.values[1].label == {"en": "Female", "zh-Hans": "Female（中文）"}


def test_value_nobody_gave_is_listed() -> None:
    survey = make_survey()
    make_completed_response(survey)
    fold_all(survey.pk, now=NOW)
    male = load_estimates(survey).variables[-1].values[0]
    assert (male.count, male.unweighted.share, male.rds_ii.share) == (0, 0.0, 0.0)


def test_empty_survey_has_variables_without_shares() -> None:
    estimates = load_estimates(make_survey())
    assert estimates.summary.folded_at is None
    assert estimates.summary.last_wave is None
    assert {value.rds_ii.share for one in estimates.variables for value in one.values} == {None}


def test_summary_tells_of_chains_degrees_and_freshness() -> None:
    survey = make_survey(degree_rule=DegreeRule.SAMPLE_MAXIMUM)
    make_chain(survey, 3)
    make_completed_response(survey, {"contacts": ["0"]})
    fold_all(survey.pk, now=NOW)
    make_completed_response(survey)
    summary = load_estimates(survey).summary
    assert (summary.respondent_count, summary.seed_count, summary.last_wave) == (5, 2, 3)
    assert summary.channels == (("", 1), ("First look", 4))
    assert summary.days == (date(2026, 3, 2),)
    assert (summary.degree_rule, summary.affected_count) == (DegreeRule.SAMPLE_MAXIMUM, 1)
    assert (summary.waiting_count, summary.folded_at) == (1, NOW)


def test_degrees_all_unknown_give_no_weighted_share_under_either_rule() -> None:
    survey = make_survey(degree_rule=DegreeRule.SAMPLE_MAXIMUM)
    make_completed_response(survey, {"contacts": [""]})
    fold_all(survey.pk, now=NOW)
    gender = load_estimates(survey).variables[-1]
    assert gender.values[1].unweighted.share == 1
    assert gender.values[1].rds_ii.share is None


@pytest.mark.parametrize("size", [1, 12])
def test_reading_costs_the_same_for_any_number_of_respondents(
    size: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    survey = make_survey()
    for _ in range(size):
        make_completed_response(survey)
    fold_all(survey.pk, now=NOW)
    with django_assert_num_queries(9):
        load_estimates(survey)
    with django_assert_num_queries(8):
        load_estimates(survey)


def test_a_fold_shows_at_once() -> None:
    survey = make_survey()
    assert load_estimates(survey).summary.recount is None
    for size in (1, 2):
        make_completed_response(survey)
        fold_all(survey.pk, now=NOW)
        assert load_estimates(survey).summary.respondent_count == size


def test_study_without_drivers_has_no_comparison() -> None:
    assert load_comparison(make_survey()) is None


def test_drivers_stand_beside_table_2(comparison: Comparison) -> None:
    rows = {row.variable: row for row in comparison.drivers}
    assert list(rows)[:2] == ["drv_SAL", "drv_CAR"]
    assert (rows["drv_CAR"].baseline.x, rows["drv_CAR"].survey.unweighted.share) == (44, 1.0)
    kinship = rows["drv_KIN"]
    assert round(100 * kinship.baseline_estimate.low, 1) == 28.7
    assert kinship.survey.count == 30
    assert kinship.survey.rds_ii.n == 60


def test_networks_stand_beside_the_paper(comparison: Comparison) -> None:
    assert [(row.variable, row.baseline.x) for row in comparison.parts[1].rows] == [
        ("net_any", 35),
        ("net_combo", 8),
    ]


def test_composition_stands_beside_table_1(comparison: Comparison) -> None:
    gender = comparison.composition[0]
    assert [(row.key, row.survey.count, row.printed_percentage) for row in gender.rows] == [
        ("male", 20, 48.1),
        ("female", 40, 51.9),
        ("other.3", 0, None),
    ]
    assert [trait.key for trait in comparison.composition][-1] == "migration"


def test_lines_of_a_trait_add_up_with_those_the_study_lacks(comparison: Comparison) -> None:
    for trait in comparison.composition:
        assert sum(row.survey.count for row in trait.rows) == trait.n
    marital = next(trait for trait in comparison.composition if trait.variable == "married2")
    other = marital.rows[-1]
    assert (other.label["en"], other.baseline) == ("Divorced or widowed", None)
    assert (other.survey.count, marital.n) == (24, 60)


def test_university_location_is_shown_both_ways(comparison: Comparison) -> None:
    ways = [
        (trait.variable, trait.label["en"])
        for trait in comparison.composition
        if trait.key == "university_location"
    ]
    assert ways == [
        ("uni2", "University location (Hong Kong, Macao and Taiwan as overseas)"),
        ("uni2_domestic", "University location (Hong Kong, Macao and Taiwan as domestic)"),
    ]


def test_claims_are_tested(comparison: Comparison) -> None:
    verdicts = [(test.claim.id, test.denominator.key, test.verdict) for test in comparison.claims]
    assert verdicts == [
        ("C1", "all", Verdict.SUPPORTED),
        ("C2", "all", Verdict.SUPPORTED),
        ("C3", "all", Verdict.SUPPORTED),
        ("C3", "network_driven", Verdict.SUPPORTED),
        ("C4", "all", Verdict.UNDETERMINED),
        ("C5", "all", Verdict.UNDETERMINED),
        ("C6", "all", Verdict.SUPPORTED),
        ("C7", "network_driven", Verdict.NOT_COMPUTED),
        ("C7", "network_driven", Verdict.NOT_COMPUTED),
        ("C8", "atmosphere_drawn", Verdict.TOO_FEW),
        ("C8", "atmosphere_drawn", Verdict.NOT_COMPUTED),
        ("C9", "all", Verdict.NOT_COMPUTED),
        ("C10", "network_driven", Verdict.NOT_COMPUTED),
        ("C11", "all", Verdict.NOT_COMPUTED),
        ("C12", "several_drivers", Verdict.NOT_COMPUTED),
    ]


def test_counts_made_before_the_study_asked_for_a_pair_are_told_apart_from_few(
    comparison: Comparison,
) -> None:
    live = Generation.objects.get()
    live.plan["pairs"].remove(["drv_ALU", "mig2"])
    live.save()
    counted = merge_all(count_stored(live), plan_from_json(live.plan))
    Tally.objects.all().delete()
    write_part(live, Tally.Part.BASE, counted)
    note_change(live.survey, now=NOW)
    found = load_comparison(live.survey)
    assert found is not None
    assert found.summary.recount == (0, 0)
    lacking = [test.lacking for test in found.claims if test.claim.id == "C5"]
    assert [(one.kind, one.name) for one in lacking if one] == [(Lack.COUNTS, "drv_ALU × mig2")]
