"""Simulating a fieldwork: through the real verbs, the same for a seed, and marked as made up."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from recruitment.models import Coupon, CouponEvent, Recruit
from recruitment.services.simulation import Report, Settings, Summary, simulate_fieldwork
from surveys.models import Event, Membership, Response, Survey
from tests.factories import NOW, make_researcher, make_survey

pytestmark = pytest.mark.django_db

SETTINGS = Settings(slug="simulated", respondents=12, seed=7, days=30)


def _simulate(*, report: Report | None = None, **changes: Any) -> Summary:
    settings = replace(SETTINGS, **changes)
    owner = Membership.objects.first()
    researcher = owner.researcher if owner else make_researcher("owner")
    return simulate_fieldwork(settings, owner=researcher, now=NOW, report=report)


def _describe(slug: str) -> list[tuple[Any, ...]]:
    """Tree, times and answers, without the random keys."""
    rows = list(
        Recruit.objects.filter(survey__slug=slug)
        .select_related("response", "channel", "coupon")
        .order_by("pk")
    )
    places = {row.pk: place for place, row in enumerate(rows)}
    return [
        (
            places.get(row.recruiter_id or 0),
            places.get(row.seed_id or 0),
            row.wave,
            row.coupon and row.coupon.number,
            row.channel and row.channel.name,
            row.enrolled_at,
            row.response.state,
            row.response.completed_at,
            row.response.answers,
        )
        for row in rows
    ]


def test_as_many_respondents_complete_as_asked() -> None:
    summary = _simulate()
    assert summary.completed == 12
    assert Response.objects.completed().count() == 12
    assert summary.waves > 1


def test_survey_is_marked_as_simulated_and_owned() -> None:
    _simulate()
    survey = Survey.objects.get(slug="simulated")
    assert survey.is_simulated
    assert survey.memberships.get().role == Membership.Role.OWNER


def test_every_completion_waits_to_be_folded_once() -> None:
    _simulate()
    events = Event.objects.values_list("kind", "response_id")
    completed = Response.objects.completed().values_list("pk", flat=True)
    assert sorted(events) == sorted(("completed", pk) for pk in completed)


def test_the_same_seed_gives_the_same_tree_times_and_answers() -> None:
    _simulate(slug="first")
    _simulate(slug="second")
    assert _describe("first") == _describe("second")


def test_another_seed_gives_another_fieldwork() -> None:
    _simulate(slug="first")
    _simulate(slug="second", seed=8)
    assert _describe("first") != _describe("second")


def test_times_lie_within_the_days_before_now() -> None:
    _simulate()
    times = list(CouponEvent.objects.exclude(kind="expired").values_list("at", flat=True))
    assert NOW - timedelta(days=30) <= min(times)
    assert max(times) < NOW
    assert max(times) - min(times) > timedelta(days=5)


def test_coupons_show_every_course() -> None:
    _simulate(respondents=40)
    kinds = set(CouponEvent.objects.values_list("kind", flat=True))
    assert kinds == set(CouponEvent.Kind.values)
    assert Response.objects.filter(state=Response.State.STARTED).exists()


def test_no_live_coupon_is_past_its_day() -> None:
    _simulate()
    assert not Coupon.objects.overdue(NOW).exists()


def test_running_it_again_changes_nothing() -> None:
    first = _simulate()
    assert _simulate() == first


def test_interrupted_run_is_finished_as_if_it_had_not_been() -> None:
    _simulate(slug="whole")

    def interrupt(completed: int) -> None:
        if completed == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _simulate(slug="broken", report=interrupt)
    assert Response.objects.completed().filter(survey__slug="broken").count() == 5
    _simulate(slug="broken")
    assert _describe("broken") == _describe("whole")


def test_name_of_another_survey_is_refused() -> None:
    make_researcher("researcher")
    make_survey("simulated")
    with pytest.raises(CommandError, match="another survey"):
        call_command("simulate_fieldwork", "--owner=researcher", "--respondents", "5")


def test_other_settings_under_the_same_name_are_refused() -> None:
    make_researcher("researcher")
    call_command(
        "simulate_fieldwork", "--owner=researcher", "--respondents", "5", stdout=io.StringIO()
    )
    with pytest.raises(CommandError, match="was made with"):
        call_command("simulate_fieldwork", "--owner=researcher", "--respondents", "6")


@pytest.mark.parametrize("options", [("--respondents", "0"), ("--days", "0")])
def test_numbers_out_of_bounds_are_refused(options: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match="1 to"):
        call_command("simulate_fieldwork", *options)


def test_command_answers_in_json() -> None:
    make_researcher("researcher")
    answer = io.StringIO()
    call_command(
        "simulate_fieldwork", "--owner=researcher", "--respondents", "5", "--json", stdout=answer
    )
    facts = json.loads(answer.getvalue())
    assert (facts["survey"], facts["completed"]) == ("simulated", 5)
    assert facts["researcher_path"] == "/research/simulated/"
