"""Words whose question goes off the route are deleted with it, whoever changed what."""

from collections.abc import Sequence

import pytest

from surveys.models import FreeText, Response
from surveys.services.responses import Saved, Step, save_page
from tests.factories import NOW, REPLIES, make_document, make_response, make_survey, make_version

pytestmark = pytest.mark.django_db
WORDS = {"reasons": ["1", "97"], "reasons_97_text": ["the sea"], "comment": ["I like it"]}


def _save(response: Response, page: int, **replies: Sequence[str]) -> Saved:
    saved = save_page(response, page_number=page, raw={**REPLIES, **replies}, now=NOW)
    response.refresh_from_db()
    return saved


def _stored() -> set[str]:
    return set(FreeText.objects.values_list("variable", flat=True))


@pytest.fixture
def response() -> Response:
    """On the last page; the words of page 2 are asked only of those who said 1 on page 1."""
    document = make_document()
    adult, reasons = document["pages"][0]["items"][0], document["pages"][1]["items"]
    adult["choices"].append({"code": 3, "label": {"en": "Not sure", "zh-Hans": "不确定"}})
    for item in reasons:
        item["show_if"] = "adult = 1"
    version = make_version("worded", document=document)
    started = make_response(make_survey(version=version))
    _save(started, 1)
    _save(started, 2, **WORDS)
    return started


def test_words_on_the_route_stay_when_completing(response: Response) -> None:
    assert _save(response, 3).step is Step.COMPLETED
    assert _stored() == {"reasons_97_text", "comment"}


def test_going_back_to_an_answer_that_drops_the_question_deletes_its_words(
    response: Response,
) -> None:
    _save(response, 1, adult=["3"])
    assert _stored() == {"reasons_97_text", "comment"}
    assert _save(response, 3).step is Step.COMPLETED
    assert _stored() == set()


def test_correction_that_drops_the_question_deletes_its_words(response: Response) -> None:
    _save(response, 3)
    _save(response, 1, adult=["3"])
    assert response.answers["comment"] == -2
    assert _stored() == set()


def test_going_back_and_being_screened_out_deletes_words_not_reached(response: Response) -> None:
    assert _save(response, 1, adult=["2"]).step is Step.SCREENED_OUT
    assert response.answers["comment"] == -3
    assert _stored() == set()
