"""Withdrawal: everything a person told goes, and an empty place stays in the chain."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from recruitment.models import Recruit
from surveys.models import Consent, Event, FreeText, PageVisit, Response
from surveys.services.erasure import find_by_withdrawal_code, withdraw_response
from surveys.services.errors import (
    ResponseEndedError,
    WithdrawalClosedError,
    WithdrawalCodeUnknownError,
)
from surveys.services.keys import hash_key, make_key, make_withdrawal_code
from surveys.services.paradata import record_saved, record_shown
from surveys.services.responses import change_language, save_page
from tests.factories import NOW, complete_response, make_chain, make_response, make_survey

pytestmark = pytest.mark.django_db

WORDS = {"comment": ["because of my family"]}


def _make_told() -> Response:
    """A completed response with words and paradata."""
    response = complete_response(make_response(), WORDS)
    record_saved(response, page_number=1, next_page=None, device="mobile", now=NOW)
    return response


def test_answers_words_paradata_and_consent_are_deleted() -> None:
    response = _make_told()
    withdraw_response(response, now=NOW)
    response.refresh_from_db()
    assert (response.state, response.answers) == ("withdrawn", {})
    for model in (FreeText, PageVisit, Consent):
        assert not model.objects.exists()


def test_language_order_and_exact_times_do_not_stay() -> None:
    response = _make_told()
    withdraw_response(response, now=NOW + timedelta(hours=2))
    response.refresh_from_db()
    day = timezone.localtime(NOW).replace(hour=0)
    assert (response.language, response.order_seed, response.reached_page) == ("", 0, 1)
    assert (response.reminded_variables, response.end_reason) == ([], "")
    assert {response.started_at, response.saved_at, response.completed_at} == {day}
    assert set(Event.objects.values_list("created_at", flat=True)) == {day}


def test_key_still_finds_the_place_to_say_that_all_is_deleted() -> None:
    key = make_key()
    withdraw_response(make_response(key=key), now=NOW)
    assert Response.objects.get(key_hash=hash_key(key)).state == Response.State.WITHDRAWN


def test_late_paradata_and_language_never_reach_a_withdrawn_response() -> None:
    response = make_response()
    withdraw_response(response, now=NOW)
    record_shown(response, page_number=1, device="mobile", now=NOW)
    record_saved(response, page_number=1, next_page=2, device="mobile", now=NOW)
    change_language(response, language="en")
    response.refresh_from_db()
    assert response.language == ""
    assert not PageVisit.objects.exists()


def test_screened_out_response_may_still_be_read_in_another_language() -> None:
    response = make_response()
    save_page(response, page_number=1, raw={"adult": ["2"]}, now=NOW)
    change_language(response, language="en")
    response.refresh_from_db()
    assert response.language == "en"


def test_completed_response_stays_after_the_last_day() -> None:
    response = complete_response(make_response(make_survey(withdrawal_until=NOW.date())))
    with pytest.raises(WithdrawalClosedError):
        withdraw_response(response, now=NOW + timedelta(days=2))
    response.refresh_from_db()
    assert response.answers


def test_unfinished_response_may_go_on_any_day() -> None:
    response = make_response(make_survey(withdrawal_until=NOW.date()))
    withdraw_response(response, now=NOW + timedelta(days=2))
    assert Response.objects.get().state == Response.State.WITHDRAWN


def test_withdrawal_is_told_once() -> None:
    response = _make_told()
    withdraw_response(response, now=NOW)
    withdraw_response(response, now=NOW)
    kinds = Event.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["completed", "withdrawn"]


def test_unfinished_response_is_withdrawn_without_telling() -> None:
    response = make_response()
    withdraw_response(response, now=NOW)
    assert Response.objects.get().state == Response.State.WITHDRAWN
    assert not Event.objects.exists()


def test_empty_place_stays_in_the_chain() -> None:
    chain = make_chain(make_survey(), waves=2)
    withdraw_response(chain[1].response, now=NOW)
    last = Recruit.objects.get(pk=chain[2].pk)
    assert (last.recruiter, last.seed, last.wave) == (chain[1], chain[0], 2)


def test_withdrawn_response_takes_no_answers() -> None:
    response = _make_told()
    withdraw_response(response, now=NOW)
    with pytest.raises(ResponseEndedError):
        save_page(response, page_number=1, raw={"adult": ["1"]}, now=NOW)


def test_code_is_read_as_people_type_it() -> None:
    key = make_key()
    response = make_response(key=key)
    code = make_withdrawal_code(key)
    for typed in (code, code.lower(), f" {code} ", code.replace("-", ""), code.replace("0", "O")):
        assert find_by_withdrawal_code(typed, now=NOW) == response


def test_code_of_nobody_is_refused() -> None:
    with pytest.raises(WithdrawalCodeUnknownError):
        find_by_withdrawal_code("0000-0000-0000", now=NOW)


@pytest.mark.parametrize(("hour", "may"), [(15, True), (17, False)])
def test_last_day_ends_at_midnight_of_the_study(hour: int, may: bool) -> None:
    last_day = date(2026, 3, 10)
    key = make_key()
    make_response(make_survey(withdrawal_until=last_day), key=key)
    moment = datetime(2026, 3, 10, hour, 0, tzinfo=NOW.tzinfo)
    assert (timezone.localdate(moment) == last_day) == may
    if may:
        assert find_by_withdrawal_code(make_withdrawal_code(key), now=moment)
    else:
        with pytest.raises(WithdrawalClosedError):
            find_by_withdrawal_code(make_withdrawal_code(key), now=moment)


def test_without_a_last_day_withdrawal_stays_possible() -> None:
    key = make_key()
    response = make_response(make_survey(withdrawal_until=None), key=key)
    late = NOW + timedelta(days=3650)
    assert find_by_withdrawal_code(make_withdrawal_code(key), now=late) == response
