"""Counting anew goes on beside everything else: nobody waits, nothing is lost, nothing is left."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.db import connection

from analytics.models import Generation, TalliedResponse, Tally
from analytics.selectors.dashboard import load_estimates
from analytics.selectors.plans import load_counting
from analytics.selectors.tallies import load_progress, load_stamp, load_tallies
from analytics.services import folding, rebuilding
from analytics.services.checking import check_tallies
from analytics.services.folding import build_if_outdated, fold_all, fold_events
from analytics.services.generations import clear_left, start_generation
from analytics.services.rebuilding import build, rebuild_tallies
from analytics.tallies.plan import TallyPlan
from recruitment.models import Recruit
from surveys.models import Event, Response, Survey
from surveys.services.erasure import withdraw_response
from surveys.services.responses import save_page
from tests.analytics.stored_counts import forget_counts, list_degrees
from tests.factories import (
    NOW,
    make_chain,
    make_completed_response,
    make_coupon,
    make_recruit,
    make_survey,
)

pytestmark = pytest.mark.django_db

CANARY = {"gender": ["1"], "contacts": ["777"], "reasons": ["90"], "decisive": [""]}


@pytest.fixture(name="survey")
def _survey(monkeypatch: pytest.MonkeyPatch) -> Survey:
    monkeypatch.setattr(rebuilding, "RESPONSES_PER_CHUNK", 2)
    return make_survey()


@pytest.fixture(name="interrupt")
def _interrupt(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have something happen between the reading of every chunk and its writing."""
    load = rebuilding.load_coded

    def set_deed(deed: Callable[[], object]) -> None:
        def load_and_do(*args: Any) -> Any:
            found = load(*args)
            deed()
            return found

        monkeypatch.setattr(rebuilding, "load_coded", load_and_do)

    return set_deed


def complete(survey: Survey, count: int) -> list[Any]:
    made = [make_completed_response(survey) for _ in range(count)]
    fold_all(survey.pk, now=NOW)
    return made


def disturb(survey: Survey, random: Random) -> None:
    """Up to three things happen to anybody: completions, corrections, withdrawals, folds."""
    for _ in range(random.randint(0, 3)):
        completed = list(Response.objects.for_survey(survey).completed())
        deed = random.choice(("recruit", "correct", "withdraw", "fold"))
        if deed == "recruit":
            recruits = Recruit.objects.filter(response__in=completed)
            coupons = [coupon for one in recruits for coupon in one.coupons.unredeemed()]
            make_recruit(random.choice([*coupons, make_coupon(survey)]), replies=draw(random))
        elif deed == "fold":
            fold_events(survey, now=NOW, limit=2)
        elif completed and deed == "correct":
            save_page(random.choice(completed), page_number=3, raw=draw(random), now=NOW)
        elif completed:
            withdraw_response(random.choice(completed), now=NOW)


def draw(random: Random) -> dict[str, list[str]]:
    return {"gender": [random.choice("12")], "contacts": [random.choice(["0", "5", "40"])]}


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_meanwhile_is_counted(
    survey: Survey, seed: int, interrupt: Callable[[Callable[[], object]], None]
) -> None:
    random = Random(seed)
    for _ in range(4):
        make_chain(survey, 3)
    fold_events(survey, now=NOW, limit=random.randint(1, 16))
    interrupt(lambda: disturb(survey, random))
    rebuild_tallies(survey, now=NOW)
    fold_all(survey.pk, now=NOW)
    assert check_tallies(survey).is_right
    counted = load_tallies(survey)
    assert counted.links.any()
    interrupt(lambda: None)
    rebuild_tallies(survey, now=NOW)
    assert load_tallies(survey).to_bytes() == counted.to_bytes()


def test_who_leaves_between_reading_and_writing_is_nowhere(
    survey: Survey, interrupt: Callable[[Callable[[], object]], None]
) -> None:
    complete(survey, 1)
    canary = [make_completed_response(survey, CANARY)]
    fold_all(survey.pk, now=NOW)
    seen: list[bool] = []

    def leave() -> None:
        if canary:
            assert 777 in list_degrees()
            withdraw_response(canary.pop(), now=NOW)
        seen.append(777 in list_degrees())

    interrupt(leave)
    rebuild_tallies(survey, now=NOW)
    assert seen == [False]
    assert 777 not in list_degrees()
    assert TalliedResponse.objects.count() == 1


def test_control_without_looking_again_keeps_who_left(
    survey: Survey,
    interrupt: Callable[[Callable[[], object]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rebuilding, "count_events", lambda ids: {})
    canary = make_completed_response(survey, CANARY)
    fold_all(survey.pk, now=NOW)
    interrupt(lambda: withdraw_response(canary, now=NOW))
    rebuild_tallies(survey, now=NOW)
    assert 777 in list_degrees()


def test_correction_between_reading_and_writing_is_what_counts(
    survey: Survey, interrupt: Callable[[Callable[[], object]], None]
) -> None:
    response = complete(survey, 1)[0]
    raw = {"gender": ["1"], "contacts": ["778"]}
    interrupt(lambda: save_page(response, page_number=3, raw=raw, now=NOW))
    rebuild_tallies(survey, now=NOW)
    fold_all(survey.pk, now=NOW)
    assert list_degrees() == {778}
    assert check_tallies(survey).is_right


def test_generation_that_is_read_stays_until_the_new_one_is_whole(
    survey: Survey, interrupt: Callable[[Callable[[], object]], None]
) -> None:
    complete(survey, 5)
    before = load_tallies(survey).to_bytes()
    seen: list[bool] = []
    interrupt(lambda: seen.append(load_tallies(survey).to_bytes() == before))
    rebuild_tallies(survey, now=NOW)
    assert seen == [True] * 3
    assert Generation.objects.get().state == Generation.State.LIVE
    assert TalliedResponse.objects.count() == 5


def test_build_that_was_broken_off_goes_on_where_it_was(survey: Survey) -> None:
    complete(survey, 5)
    forget_counts(survey)
    assert not build(survey, now=NOW, seconds=0)
    assert load_progress(survey) == (2, 5)
    assert not build(survey, now=NOW, seconds=0)
    assert load_progress(survey) == (4, 5)
    assert build(survey, now=NOW)
    assert load_progress(survey) is None
    assert check_tallies(survey).is_right


def test_events_wait_while_nothing_can_be_read_and_are_counted_afterwards(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(survey, 5)
    forget_counts(survey)
    make_completed_response(survey)
    monkeypatch.setattr(folding, "BUILD_SECONDS", 0)
    monkeypatch.setattr(folding, "SWEEP_SECONDS", 0)
    assert fold_all(survey.pk, now=NOW) == 0
    assert Event.objects.waiting().count() == 1
    stamp = load_stamp(survey)
    summary = load_estimates(survey).summary
    assert summary.recount == (2, 6)
    while build_if_outdated(survey.pk):
        assert load_stamp(survey) != stamp
        stamp = load_stamp(survey)
    assert fold_all(survey.pk, now=NOW) == 1
    assert check_tallies(survey).is_right


def test_fold_by_another_plan_ends_what_would_miss_its_events(survey: Survey) -> None:
    complete(survey, 5)
    plan = load_counting(survey).plan
    older = start_generation(survey, TallyPlan(plan.variables[:1], ()), now=NOW)
    make_completed_response(survey)
    assert fold_all(survey.pk, now=NOW) == 1
    older.refresh_from_db()
    assert older.state == Generation.State.LEFT


def test_what_a_dead_worker_left_is_cleared(survey: Survey) -> None:
    complete(survey, 3)
    forget_counts(survey)
    assert build(survey, now=NOW)
    Generation.objects.update(state=Generation.State.LEFT)
    Tally.objects.all().delete()
    clear_left(survey)
    assert not TalliedResponse.objects.exists()
    assert not Generation.objects.exists()


def test_no_transaction_of_a_rebuild_holds_more_than_one_chunk(survey: Survey) -> None:
    complete(survey, 7)
    written: list[int] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT") and TalliedResponse._meta.db_table in sql:
            written.append(sql.count("(%s"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        rebuild_tallies(survey, now=NOW)
    assert len(written) == 4
    assert max(written) <= 2
