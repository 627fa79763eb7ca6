"""Correcting a completed response: told to whoever counted it, and never a way back out."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from recruitment.models import Coupon
from surveys.models import Event, Response
from surveys.services.responses import Saved, Step, save_page
from tests.factories import NOW, REPLIES, make_recruit, make_survey, make_version
from tests.journeys.answers import PERSON

pytestmark = pytest.mark.django_db

STUDY = Path(__file__).parents[2] / "surveys/studies/shenzhen.json"


@pytest.fixture
def completed() -> Response:
    return make_recruit(survey=make_survey()).response


def _correct(response: Response, page: int, **replies: Sequence[str]) -> Saved:
    saved = save_page(response, page_number=page, raw={**REPLIES, **replies}, now=NOW)
    response.refresh_from_db()
    return saved


def _kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_correction_changes_the_answer_and_is_told(completed: Response) -> None:
    assert _correct(completed, 3, gender=["1"]).step is Step.COMPLETED
    assert completed.answers["gender"] == 1
    assert _kinds() == ["completed", "corrected"]


def test_correction_leaves_state_and_coupons(completed: Response) -> None:
    before = set(Coupon.objects.values_list("code_hash", flat=True))
    _correct(completed, 3, gender=["1"])
    assert completed.state == Response.State.COMPLETED
    assert set(Coupon.objects.values_list("code_hash", flat=True)) == before


def test_saving_the_same_again_tells_nothing(completed: Response) -> None:
    _correct(completed, 3)
    assert _kinds() == ["completed"]


@pytest.mark.parametrize("words", ["", "The sea, after all."])
def test_stored_correction_has_a_new_time_whatever_it_changed(
    completed: Response, words: str
) -> None:
    later = NOW + timedelta(minutes=1)
    save_page(completed, page_number=2, raw={**REPLIES, "comment": [words]}, now=later)
    completed.refresh_from_db()
    assert completed.saved_at == later


def test_corrected_route_is_settled_anew(completed: Response) -> None:
    _correct(completed, 2, reasons=["90"])
    assert (completed.answers["reasons"], completed.answers["decisive"]) == ([90], -2)


def test_correction_that_would_end_the_interview_is_refused(completed: Response) -> None:
    before = completed.answers
    assert _correct(completed, 1, adult=["2"]).step is Step.REFUSED
    assert completed.answers == before
    assert _kinds() == ["completed"]


def test_wrong_correction_stores_nothing(completed: Response) -> None:
    before = completed.answers
    assert _correct(completed, 3, gender=["1"], contacts=["many"]).step is Step.STAY
    assert completed.answers == before


def _walk(response: Response, replies: dict[str, list[str]]) -> None:
    for page in range(1, 13):
        saved = save_page(response, page_number=page, raw=replies, now=NOW)
        if saved.step is Step.REMIND:
            save_page(response, page_number=page, raw=replies, now=NOW)


def test_correction_leads_on_only_where_it_opened_a_question() -> None:
    document = json.loads(STUDY.read_text())
    survey = make_survey(version=make_version(document=document))
    response = make_recruit(survey=survey, is_completed=False).response
    replies = {name: [one] if isinstance(one, str) else one for name, one in PERSON.items()}
    _walk(response, replies | {"driver_mention": ["2"]})
    response.refresh_from_db()
    assert response.state == Response.State.COMPLETED
    again = {"raw": replies | {"driver_mention": ["4"]}, "now": NOW}
    assert save_page(response, page_number=3, **again).step is Step.COMPLETED
    opening = save_page(response, page_number=3, raw=replies, now=NOW)
    assert (opening.step, opening.page_number) == (Step.NEXT, 4)
