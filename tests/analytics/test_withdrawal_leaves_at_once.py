"""A promise to respondents: with the withdrawal itself nothing of the answers is left in counts."""

from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection

from analytics.models import FoldCursor, TalliedResponse, Tally
from analytics.selectors.tallies import load_table, load_tallies
from analytics.services import folding, tallying
from analytics.services.checking import check_tallies
from analytics.services.folding import fold_all
from surveys.models import Event, Response, Survey
from surveys.services.erasure import withdraw_response
from surveys.services.responses import save_page
from tests.analytics.stored_counts import list_degrees, read_shares, spoil_everybody
from tests.factories import NOW, make_chain, make_completed_response, make_response, make_survey

CANARY = {"gender": ["1"], "contacts": ["777"], "reasons": ["90"], "decisive": [""]}


@pytest.fixture(name="survey")
def _survey() -> Survey:
    survey = make_survey()
    make_completed_response(survey)
    return survey


def _make_canary(survey: Survey) -> Response:
    """A response whose network size nobody else has, counted."""
    response = make_completed_response(survey, CANARY)
    fold_all(survey.pk, now=NOW)
    assert read_shares(survey, "gender")[1, 777] == 1
    return response


@pytest.mark.django_db
def test_nothing_of_the_answers_is_left_though_no_worker_runs(survey: Survey) -> None:
    fold_all(survey.pk, now=NOW)
    before = load_tallies(survey)
    withdraw_response(_make_canary(survey), now=NOW)
    assert load_tallies(survey) == before
    assert 777 not in list_degrees()
    assert TalliedResponse.objects.count() == 1


@pytest.mark.django_db
def test_no_part_of_the_counts_tells_who_left(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as small:
        small.setattr(tallying, "MOST_RECENT", 1)
        response = _make_canary(survey)
    save_page(response, page_number=3, raw={"gender": ["2"], "contacts": ["778"]}, now=NOW)
    fold_all(survey.pk, now=NOW)
    # What is new and what is gone are one person's: a difference would tell both.
    assert {777, 778} <= list_degrees()
    withdraw_response(response, now=NOW)
    assert list_degrees().isdisjoint({777, 778})


@pytest.mark.django_db
def test_page_shows_it_at_once(survey: Survey) -> None:
    response = _make_canary(survey)
    assert load_table(survey).respondent_count == 2
    withdraw_response(response, now=NOW)
    assert load_table(survey).respondent_count == 1


@pytest.mark.django_db
def test_links_of_both_sides_leave_too(survey: Survey) -> None:
    chain = make_chain(survey, 3)
    fold_all(survey.pk, now=NOW)
    withdraw_response(chain[1].response, now=NOW)
    assert load_table(survey).links("gender") == {(2, 2): 1}


@pytest.mark.django_db
def test_fold_afterwards_changes_nothing(survey: Survey) -> None:
    withdraw_response(_make_canary(survey), now=NOW)
    before = load_tallies(survey)
    assert fold_all(survey.pk, now=NOW) == 1
    assert load_tallies(survey) == before
    assert check_tallies(survey).is_right


@pytest.mark.django_db
def test_response_that_was_never_counted_is_withdrawn_before_any_fold(survey: Survey) -> None:
    withdraw_response(make_completed_response(survey, CANARY), now=NOW)
    assert fold_all(survey.pk, now=NOW) == 3
    assert load_table(survey).respondent_count == 1


@pytest.mark.django_db
def test_unfinished_response_touches_no_tallies(survey: Survey) -> None:
    withdraw_response(make_response(survey), now=NOW)
    assert not FoldCursor.objects.exists()


@pytest.mark.django_db
def test_broken_tallies_lose_the_row_and_are_rebuilt_by_the_next_fold(survey: Survey) -> None:
    response = _make_canary(survey)
    spoil_everybody(survey)
    withdraw_response(response, now=NOW)
    assert not TalliedResponse.objects.filter(response=response).exists()
    assert not Tally.objects.exists()
    assert Event.objects.waiting().count() == 1
    fold_all(survey.pk, now=NOW)
    assert check_tallies(survey).is_right
    assert 777 not in list_degrees()


@pytest.mark.django_db
def test_damaged_counts_hold_up_no_withdrawal_and_are_made_anew(survey: Survey) -> None:
    response = _make_canary(survey)
    Tally.objects.update(document=b"damaged")
    withdraw_response(response, now=NOW)
    assert not TalliedResponse.objects.filter(response=response).exists()
    assert not Tally.objects.exists()
    fold_all(survey.pk, now=NOW)
    assert check_tallies(survey).is_right


@pytest.mark.django_db(transaction=True)
def test_withdrawal_waits_for_a_fold_that_is_counting_the_response(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    response, coded, code = make_completed_response(survey, CANARY), Signal(), folding.settle

    def settle_slowly(*args: object, **more: object) -> None:
        coded.set()
        Signal().wait(0.5)
        code(*args, **more)

    monkeypatch.setattr(folding, "settle", settle_slowly)
    failures: list[Exception] = []
    folder = Thread(target=_fold_and_hang_up, args=(survey.pk, failures))
    folder.start()
    assert coded.wait(20)
    withdraw_response(response, now=NOW)
    folder.join()
    assert failures == []
    assert 777 not in list_degrees()
    assert TalliedResponse.objects.count() == 1


def _fold_and_hang_up(survey_id: int, failures: list[Exception]) -> None:
    try:
        fold_all(survey_id, now=NOW)
    except Exception as error:
        failures.append(error)
    finally:
        connection.close()
