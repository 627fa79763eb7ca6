"""Saving a page: what is stored, what is asked again, and the reasons for no answer kept apart."""

from collections.abc import Sequence

import pytest

from surveys.engine.validation import ProblemKind
from surveys.models import Event, FreeText, Response
from surveys.services.errors import PageNotReachedError, ResponseEndedError
from surveys.services.responses import Saved, Step, save_draft, save_page
from tests.factories import NOW, REPLIES, complete_response, make_response

pytestmark = pytest.mark.django_db


def _save(response: Response, page: int, **replies: Sequence[str]) -> Saved:
    saved = save_page(response, page_number=page, raw=replies, now=NOW)
    response.refresh_from_db()
    return saved


@pytest.fixture
def response() -> Response:
    """An interview that has reached the second page."""
    started = make_response()
    _save(started, 1, adult=["1"])
    return started


def test_saved_page_leads_to_the_next(response: Response) -> None:
    saved = _save(response, 2, reasons=["1"], decisive=["1"])
    assert (saved.step, saved.page_number, response.reached_page) == (Step.NEXT, 3, 3)


def test_saving_again_replaces_the_answers_of_that_page(response: Response) -> None:
    _save(response, 2, reasons=["1", "2"], decisive=["1"])
    _save(response, 2, reasons=["90"])
    assert response.answers == {"adult": 1, "reasons": [90], "decisive": -2}


def test_the_same_save_twice_gives_the_same_outcome(response: Response) -> None:
    first = _save(response, 2, reasons=["1"], decisive=["1"])
    answers = response.answers
    assert _save(response, 2, reasons=["1"], decisive=["1"]) == first
    assert response.answers == answers


def test_valid_answers_are_kept_when_another_is_wrong(response: Response) -> None:
    saved = _save(response, 2, reasons=["1"], decisive=["77"])
    assert saved.step is Step.STAY
    assert saved.result is not None
    assert [one.kind for one in saved.result.problems] == [ProblemKind.UNKNOWN_CODE]
    assert response.answers["reasons"] == [1]
    assert "decisive" not in response.answers


def test_required_item_left_blank_keeps_the_page() -> None:
    response = make_response()
    assert _save(response, 1).step is Step.STAY
    assert (response.reached_page, response.answers) == (1, {})


def test_blank_is_reminded_of_once_and_then_skipped(response: Response) -> None:
    assert _save(response, 2, reasons=["1"]).step is Step.REMIND
    assert "decisive" not in response.answers
    assert _save(response, 2, reasons=["1"]).step is Step.NEXT
    assert response.answers["decisive"] == -1


def test_each_page_has_a_reminder_of_its_own(response: Response) -> None:
    _save(response, 2)
    _save(response, 2)
    assert _save(response, 3).step is Step.REMIND
    assert response.reminded_variables == ["reasons", "gender", "contacts"]


def test_item_that_comes_up_by_the_second_post_is_reminded_of_too(response: Response) -> None:
    assert _save(response, 2).step is Step.REMIND
    assert _save(response, 2, reasons=["1"]).step is Step.REMIND
    assert "decisive" not in response.answers
    assert _save(response, 2, reasons=["1"]).step is Step.NEXT
    assert response.answers["decisive"] == -1


@pytest.mark.parametrize("wrong", [["many"], ["99999"], ["-1"]])
def test_wrong_number_leaves_the_one_acknowledged(response: Response, wrong: list[str]) -> None:
    _save(response, 2, reasons=["90"])
    _save(response, 3, gender=[""], contacts=["12"])
    assert _save(response, 3, gender=["1"], contacts=wrong).step is Step.STAY
    assert (response.answers["contacts"], response.answers["gender"]) == (12, 1)


def test_wrong_draft_leaves_what_was_acknowledged(response: Response) -> None:
    _save(response, 2, reasons=["97"], reasons_97_text=["the sea"], comment=["I like it"])
    raw = {"reasons": ["1", "90"], "comment": ["x" * 201]}
    save_draft(response, page_number=2, raw=raw, now=NOW)
    response.refresh_from_db()
    assert response.answers["reasons"] == [97]
    assert response.answers["comment"] == len("I like it")


def test_words_beside_a_wrong_reply_stay(response: Response) -> None:
    _save(response, 2, reasons=["97"], reasons_97_text=["the sea"], comment=["I like it"])
    _save(response, 2, reasons=["1", "90"], reasons_97_text=[""], comment=["x" * 201])
    texts = dict(FreeText.objects.values_list("variable", "text"))
    assert texts == {"reasons_97_text": "the sea", "comment": "I like it"}


def test_words_too_long_leave_those_acknowledged(response: Response) -> None:
    _save(response, 2, reasons=["97"], reasons_97_text=["the sea"])
    _save(response, 2, reasons=["97"], reasons_97_text=["x" * 201])
    assert FreeText.objects.get().text == "the sea"


def test_words_are_kept_apart_from_the_answers(response: Response) -> None:
    _save(response, 2, reasons=["97"], reasons_97_text=["the sea"], comment=["I like it"])
    texts = dict(FreeText.objects.values_list("variable", "text"))
    assert texts == {"reasons_97_text": "the sea", "comment": "I like it"}
    assert "sea" not in str(response.answers)


def test_words_that_are_cleared_are_deleted(response: Response) -> None:
    _save(response, 2, reasons=["97"], reasons_97_text=["the sea"], comment=["I like it"])
    _save(response, 2, reasons=["1"], decisive=["1"], reasons_97_text=[" "])
    assert not FreeText.objects.exists()


def test_page_not_reached_is_refused(response: Response) -> None:
    with pytest.raises(PageNotReachedError) as refused:
        _save(response, 3, gender=["1"])
    assert refused.value.reached_page == 2


@pytest.mark.parametrize("page", [0, -1, 99])
def test_page_that_does_not_exist_is_refused(page: int) -> None:
    with pytest.raises(PageNotReachedError):
        _save(complete_response(make_response()), page)


def test_screened_out_response_has_a_reason_and_pages_not_reached() -> None:
    response = make_response()
    assert _save(response, 1, adult=["2"]).step is Step.SCREENED_OUT
    assert (response.state, response.end_reason) == ("screened_out", "under_18")
    assert response.answers == {
        **dict.fromkeys(("reasons", "decisive", "comment", "gender", "contacts"), -3),
        "adult": 2,
    }
    assert not Event.objects.exists()


def test_ended_interview_takes_no_more_answers() -> None:
    response = make_response()
    _save(response, 1, adult=["2"])
    with pytest.raises(ResponseEndedError):
        _save(response, 1, adult=["1"])


def test_refused_skipped_not_asked_and_not_reached_are_different() -> None:
    completed = complete_response(
        make_response(), {"gender": ["99"], "reasons": ["90"], "contacts": [""]}
    )
    stopped = make_response()
    _save(stopped, 1, adult=["2"])
    assert completed.answers["gender"] == 99
    assert completed.answers["contacts"] == -1
    assert completed.answers["decisive"] == -2
    assert stopped.answers["gender"] == -3


def test_completed_response_holds_every_variable_and_one_event() -> None:
    response = complete_response(make_response())
    assert response.state == Response.State.COMPLETED
    assert response.completed_at == NOW
    assert response.answers == {
        "adult": 1,
        "reasons": [1, 2],
        "decisive": 1,
        "comment": -1,
        "gender": 2,
        "contacts": 12,
    }
    assert list(Event.objects.values_list("kind", "response")) == [("completed", response.pk)]


def test_going_back_does_not_lose_what_was_reached(response: Response) -> None:
    _save(response, 2, reasons=REPLIES["reasons"], decisive=["1"])
    _save(response, 1, adult=["1"])
    assert response.reached_page == 3
