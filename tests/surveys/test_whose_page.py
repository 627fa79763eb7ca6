"""A page says whose it is: nothing lands with another response, and nothing is lost unsaid."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from surveys.services.erasure import withdraw_response
from surveys.services.keys import make_withdrawal_code
from tests.factories import NOW, make_coupon, make_survey
from tests.visitor import MARK, Visitor

pytestmark = pytest.mark.django_db
PAGE_1, PAGE_2, PAGE_3 = (f"/s/small/page/{number}/" for number in (1, 2, 3))
CORRECT_2, CORRECT_3 = f"{PAGE_2}?correct=1", f"{PAGE_3}?correct=1"
ANSWERS = "/s/small/my-answers/"


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def finish() -> Visitor:
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("small")))
    visitor.answer()
    return visitor


def open_answers(finished: Visitor, visitor: Visitor | None = None) -> Visitor:
    visitor = visitor or Visitor()
    visitor.post("/withdraw/", {"code": make_withdrawal_code(finished.key)})
    return visitor


def begin_beside(finished: Visitor) -> Visitor:
    """Another person with an interview under way in the same survey."""
    survey = finished.response.survey
    visitor = Visitor()
    visitor.agree(make_coupon(survey, channel=survey.channels.first()))
    return visitor


def test_a_correction_after_the_opening_says_that_nothing_was_saved() -> None:
    finished = finish()
    visitor = open_answers(finished)
    visitor.get(CORRECT_3)
    with time_machine.travel(NOW + timedelta(hours=1, minutes=31)):
        visitor.post(CORRECT_3, {"gender": "1", "contacts": "8"})
    assert visitor.reply.status_code == 409
    assert "What you just sent was not saved" in visitor.text
    assert "/withdraw/?kept=1" in visitor.text
    assert finished.response.answers["contacts"] == 12


def test_on_the_phone_of_the_interview_a_late_correction_is_not_thanked_for() -> None:
    finished = finish()
    open_answers(finished, finished).get(CORRECT_3)
    with time_machine.travel(NOW + timedelta(hours=1, minutes=31)):
        finished.post(CORRECT_3, {"gender": "1", "contacts": "8"})
    assert finished.reply.status_code == 409


def test_what_could_not_be_saved_stays_on_the_phone_until_the_answers_are_open_again() -> None:
    finished = finish()
    visitor = open_answers(finished)
    visitor.get(CORRECT_3)
    with time_machine.travel(NOW + timedelta(hours=2)):
        visitor.post(CORRECT_3, {"gender": "1", "contacts": "8"})
        assert "respondent.js" not in visitor.text
        assert "respondent.js" not in visitor.get("/withdraw/?kept=1")
        saved = f'data-saved="{finished.response.saved_at.timestamp():.6f}"'
        assert saved in open_answers(finished, visitor).get(ANSWERS)


def test_every_step_of_a_correction_renews_the_opening() -> None:
    visitor = open_answers(finish())
    for minutes in (25, 50, 75):
        with time_machine.travel(NOW + timedelta(hours=1, minutes=minutes)):
            assert visitor.post(CORRECT_2, {"reasons": ["1"], "decisive": "1"}) == ANSWERS


def test_a_page_is_stored_with_the_interview_it_was_shown_for() -> None:
    finished = finish()
    visitor = begin_beside(finished)
    visitor.post(PAGE_1, {"adult": "1"})
    visitor.get(PAGE_2)
    open_answers(finished, visitor).get(CORRECT_2)
    assert visitor.post(PAGE_2, {"reasons": ["2"], "decisive": "2"}) == PAGE_3
    assert "Save and go on" not in visitor.get(PAGE_3)
    assert visitor.post(CORRECT_2, {"reasons": ["90"]}) == ANSWERS
    assert visitor.response.answers["reasons"] == [2]
    assert finished.response.answers["reasons"] == [90]


def test_an_old_tab_stores_nothing_with_the_interview_of_somebody_else() -> None:
    visitor, survey = Visitor(), make_survey("small")
    visitor.agree(make_coupon(survey))
    visitor.get(PAGE_1)
    key, mark = visitor.key, visitor.marks[False]
    visitor.agree(make_coupon(survey, channel=survey.channels.first()), anew=True)
    assert visitor.key != key
    visitor.post(PAGE_1, {"adult": "1", "mark": mark})
    assert visitor.reply.status_code == 409
    assert "does not hold that interview any more" in visitor.text
    assert visitor.response.answers == {}


def test_a_page_without_a_mark_is_not_stored() -> None:
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("small")))
    visitor.post(PAGE_1, {"adult": "1", "mark": ""})
    assert visitor.reply.status_code == 409
    assert visitor.response.answers == {}


def test_the_mark_tells_an_interview_from_its_correction() -> None:
    finished = finish()
    correction = MARK.search(open_answers(finished).get(CORRECT_2))
    assert correction is not None
    assert correction.group(1) != finished.marks[False]


def test_what_was_withdrawn_elsewhere_leads_to_an_end() -> None:
    finished = finish()
    visitor = open_answers(finished)
    visitor.get(CORRECT_2)
    withdraw_response(finished.response, now=NOW)
    for place in (CORRECT_2, ANSWERS):
        visitor.get(place)
        assert visitor.place == "/withdraw/done/"
    assert visitor.post(CORRECT_2, {"reasons": ["90"]}) == "/withdraw/done/"


def test_a_correction_has_no_way_back_that_would_drop_what_was_typed() -> None:
    finished = finish()
    visitor = open_answers(finished)
    assert 'name="back"' not in visitor.get(CORRECT_2)
    visitor.post(CORRECT_2, {"reasons": ["90"], "back": "1"})
    assert finished.response.answers["reasons"] == [90]


def test_deleting_by_code_leaves_another_interview_on_the_phone() -> None:
    finished = finish()
    visitor = begin_beside(finished)
    open_answers(finished, visitor).post(f"{ANSWERS}delete/")
    assert finished.response.state == "withdrawn"
    assert "Page 1 of 3" in visitor.get(PAGE_1)


def test_deleting_on_the_phone_of_the_interview_drops_its_key() -> None:
    finished = finish()
    open_answers(finished, finished).post(f"{ANSWERS}delete/")
    assert finished.client.cookies["response-small"].value == ""


def test_two_studies_on_one_phone_keep_a_key_each() -> None:
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("one")))
    visitor.agree(make_coupon(make_survey("two")))
    for slug in ("one", "two"):
        assert "Page 1 of 3" in visitor.get(f"/s/{slug}/page/1/")
