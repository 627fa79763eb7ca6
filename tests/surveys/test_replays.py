"""Every request may come twice, or two hundred times at once: the effect is that of the first."""

import time
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from recruitment.models import Coupon, Recruit
from surveys.models import Consent, Event, FreeText, Respondent, Response
from surveys.services.erasure import withdraw_response
from surveys.services.keys import hash_key, make_key
from surveys.services.responses import Saved, Step, save_page, start_response
from tests.factories import (
    NOW,
    REPLIES,
    make_consent,
    make_recruit,
    make_response,
    make_survey,
)
from tests.races import CALLS, run_at_once

pytestmark = pytest.mark.django_db(transaction=True)

LAST_PAGE = 3


def _save(response: Response, page: int, **replies: list[str]) -> Saved:
    return save_page(response, page_number=page, raw={**REPLIES, **replies}, now=NOW)


def _bring_to_last_page() -> Response:
    response = make_recruit(survey=make_survey(), is_completed=False).response
    for page in range(1, LAST_PAGE):
        assert _save(response, page).step is Step.NEXT
    return response


def test_many_starts_with_one_key_make_one_response() -> None:
    survey, key = make_survey(), make_key()

    def start(number: int) -> int:
        consent = make_consent()
        return start_response(survey, key=key, consent=consent, is_referred=False, now=NOW)[0].pk

    assert set(run_at_once(start)) == {Response.objects.get().pk}
    assert (Respondent.objects.count(), Consent.objects.count()) == (1, 1)


def test_one_completion_many_times_has_the_effect_of_one() -> None:
    response = _bring_to_last_page()
    outcomes = run_at_once(lambda number: _save(response, LAST_PAGE))
    assert [one.step for one in outcomes if isinstance(one, Saved)] == [Step.COMPLETED] * CALLS
    assert list(Event.objects.values_list("kind", "response")) == [("completed", response.pk)]
    assert Response.objects.completed().count() == 1
    assert Coupon.objects.filter(recruiter__response=response).count() == 3


def test_replays_leave_the_three_coupons_as_they_were() -> None:
    response = _bring_to_last_page()
    _save(response, LAST_PAGE)
    own = Coupon.objects.filter(recruiter__response=response)
    before = sorted(own.values_list("number", "code_hash"))
    run_at_once(lambda number: _save(response, LAST_PAGE))
    assert len(before) == 3
    assert sorted(own.values_list("number", "code_hash")) == before


def _wait_until_somebody_waits_for_us() -> None:
    """Return as soon as another connection is held up by the transaction of this one."""
    waiting = "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            if cursor.execute(waiting).fetchone()[0]:
                return
            time.sleep(0.01)
    pytest.fail("nobody waits")


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite a transaction holds every row"
)
def test_of_two_pages_saved_at_once_neither_loses_its_answers() -> None:
    response = _bring_to_last_page()

    def save_the_last_page() -> None:
        _save(response, LAST_PAGE, gender=["1"])
        connection.close()

    other = Thread(target=save_the_last_page)
    with transaction.atomic():
        _save(response, 2, decisive=["2"])
        other.start()
        _wait_until_somebody_waits_for_us()
    other.join()
    response.refresh_from_db()
    assert (response.answers["decisive"], response.answers["gender"]) == (2, 1)


def test_one_page_many_times_keeps_one_answer_and_one_text() -> None:
    response = make_response()
    _save(response, 1)
    outcomes = run_at_once(lambda number: _save(response, 2, comment=["near my family"]), 50)
    assert {one.step for one in outcomes if isinstance(one, Saved)} == {Step.NEXT}
    assert FreeText.objects.get().text == "near my family"


def test_withdrawing_many_times_tells_it_once() -> None:
    response = _bring_to_last_page()
    _save(response, LAST_PAGE)
    run_at_once(lambda number: withdraw_response(response, now=NOW), 50)
    kinds = Event.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["completed", "withdrawn"]
    assert Recruit.objects.filter(response=response).exists()


def test_completing_without_a_lock_would_tell_it_twice() -> None:
    """The control: reading the state first and writing afterwards."""
    response = _bring_to_last_page()
    both_have_read = Barrier(2)

    def complete_carelessly(number: int) -> None:
        row = Response.objects.get(pk=response.pk)
        if row.state == Response.State.STARTED:
            both_have_read.wait(timeout=60)
            Response.objects.filter(pk=row.pk).update(state=Response.State.COMPLETED)
            Event.objects.create(
                survey_id=row.survey_id, response=row, kind="completed", created_at=NOW
            )

    run_at_once(complete_carelessly, 2)
    assert Event.objects.count() == 2


def test_key_of_a_replay_is_stored_once() -> None:
    key = make_key()
    survey = make_survey()
    for _ in range(2):
        make_response(survey, key=key)
    assert Response.objects.filter(key_hash=hash_key(key)).count() == 1
