"""After the last day finished answers stay, whichever way their owner comes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from surveys.models import Response
from tests.factories import NOW, make_coupon, make_survey
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
STOP = "/s/small/stop/"


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    """On the last day, with an interview just begun; the test goes on two days later."""
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        began = Visitor()
        began.agree(make_coupon(make_survey("small", withdrawal_until=NOW.date())))
        yield began


def test_finished_answers_cannot_be_deleted_by_the_key_either(visitor: Visitor) -> None:
    visitor.answer()
    with time_machine.travel(NOW + timedelta(days=2)):
        visitor.post(STOP)
    assert "The last day for this has passed" in visitor.text
    assert visitor.response.state == Response.State.COMPLETED


def test_an_interview_under_way_can_be_deleted_on_any_day(visitor: Visitor) -> None:
    with time_machine.travel(NOW + timedelta(days=2)):
        assert visitor.post(STOP) == "/withdraw/done/"
    assert visitor.response.state == Response.State.WITHDRAWN


def test_deleted_interview_has_nothing_more_to_stop(visitor: Visitor) -> None:
    key = visitor.key
    visitor.post(STOP)
    visitor.client.cookies["response"] = key
    visitor.get(STOP)
    assert visitor.reply.status_code == 302
