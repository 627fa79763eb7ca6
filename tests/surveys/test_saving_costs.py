"""What a page costs the database: a number that only a reason may raise."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys.models import Response
from surveys.selectors.runner import load_response
from surveys.services.responses import save_page
from tests.factories import NOW, make_coupon, make_response, make_survey
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
BEGIN_AND_COMMIT = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
PAGE_2 = {"reasons": ["1", "2"], "decisive": ["1"]}
WORDS = {**PAGE_2, "comment": ["the sea"]}


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def _count(queries: CaptureQueriesContext) -> int:
    return len([one for one in queries if not one["sql"].startswith(BEGIN_AND_COMMIT)])


@pytest.fixture
def loaded() -> Response:
    """As a view has it, on page 2."""
    response = make_response()
    save_page(response, page_number=1, raw={"adult": ["1"]}, now=NOW)
    found = load_response(response.key_hash)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("page", "raw", "cost"),
    [
        (1, {"adult": ["1"]}, 3),  # lock, update, paradata
        (2, PAGE_2, 3),
        (2, WORDS, 4),  # and words
    ],
)
def test_save_costs_no_more(
    loaded: Response, page: int, raw: dict[str, list[str]], cost: int
) -> None:
    with CaptureQueriesContext(connection) as queries:
        save_page(loaded, page_number=page, raw=raw, now=NOW, device="mobile")
    assert _count(queries) == cost


def test_page_costs_no_more() -> None:
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("small")))
    visitor.post("/s/small/page/1/", {"adult": "1"})
    with CaptureQueriesContext(connection) as queries:
        visitor.get("/s/small/page/2/")
    assert _count(queries) == 2  # response and words
