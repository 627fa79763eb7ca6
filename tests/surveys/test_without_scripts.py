"""On a phone that runs no script nothing is skipped unseen, and no words are dropped."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from surveys.models import FreeText
from tests.factories import NOW, make_coupon, make_survey
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
PAGE_2, PAGE_3 = "/s/small/page/2/", "/s/small/page/3/"


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    """On page 2, with everything on it left blank once."""
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        began = Visitor()
        began.agree(make_coupon(make_survey("small")))
        began.post("/s/small/page/1/", {"adult": "1"})
        began.post(PAGE_2)
        yield began


def test_question_that_comes_up_by_an_answer_is_shown_before_it_may_stay_blank(
    visitor: Visitor,
) -> None:
    assert visitor.post(PAGE_2, {"reasons": "1"}) == PAGE_2
    page = visitor.get(PAGE_2)
    assert 'id="n-decisive"' in page
    assert "You left one question blank." in page
    assert visitor.post(PAGE_2, {"reasons": "1"}) == PAGE_3


def test_words_beside_a_choice_nobody_ticked_are_kept_with_it(visitor: Visitor) -> None:
    assert visitor.post(PAGE_2, {"reasons_97_text": "the sea"}) == PAGE_3
    assert visitor.response.answers["reasons"] == [97]
    assert FreeText.objects.get().text == "the sea"


def test_words_beside_none_of_these_are_asked_about(visitor: Visitor) -> None:
    visitor.post(PAGE_2, {"reasons": "90", "reasons_97_text": "the sea"})
    assert "Pick that choice or clear the words." in visitor.text
    assert 'value="the sea"' in visitor.text
