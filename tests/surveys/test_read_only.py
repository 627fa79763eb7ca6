"""A database that cannot write: pages and links are shown all the same, with one log line."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from recruitment.models import Coupon, CouponEvent
from surveys.models import PageVisit
from surveys.services.paradata import record_saved
from tests.factories import NOW, make_coupon, make_survey
from tests.visitor import Visitor

PAGE = "/s/small/page/1/"


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


@contextmanager
def _read_only() -> Iterator[None]:
    """This test's connection as on a read-only disk or a standby."""
    is_sqlite = connection.vendor == "sqlite"
    setting = "PRAGMA query_only" if is_sqlite else "SET default_transaction_read_only"
    with connection.cursor() as cursor:
        cursor.execute(f"{setting} = on")
        yield
        cursor.execute(f"{setting} = off")


@contextmanager
def _read_only_inside() -> Iterator[None]:
    """The same in the middle of a transaction, which one failed statement would end."""
    if connection.vendor == "sqlite":
        with _read_only():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
        yield
        transaction.set_rollback(True)


def _list_notes(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.partition(":")[0] for one in caplog.messages if "noted" in one]


def _begin() -> Visitor:
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("small")))
    return visitor


def _check_link(caplog: pytest.LogCaptureFixture) -> None:
    assert 'name="box_participate"' in Visitor().open(Coupon.objects.get())
    assert not CouponEvent.objects.filter(kind="opened").exists()
    assert _list_notes(caplog) == ["The opening of a link was not noted"]


def _check_page(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    assert 'name="adult"' in visitor.get(PAGE)
    assert not PageVisit.objects.exists()
    assert _list_notes(caplog) == ["A page was not noted"]


@pytest.mark.django_db(transaction=True)
def test_link_opens_where_nothing_can_be_written(caplog: pytest.LogCaptureFixture) -> None:
    make_coupon(make_survey("small"))
    with _read_only():
        _check_link(caplog)


@pytest.mark.django_db(transaction=True)
def test_page_opens_where_nothing_can_be_written(caplog: pytest.LogCaptureFixture) -> None:
    visitor = _begin()
    with _read_only():
        _check_page(visitor, caplog)


@pytest.mark.django_db
def test_link_opens_in_a_transaction_that_cannot_write(caplog: pytest.LogCaptureFixture) -> None:
    make_coupon(make_survey("small"))
    with _read_only_inside():
        _check_link(caplog)


@pytest.mark.django_db
def test_page_opens_in_a_transaction_that_cannot_write(caplog: pytest.LogCaptureFixture) -> None:
    visitor = _begin()
    with _read_only_inside():
        _check_page(visitor, caplog)


@pytest.mark.django_db(transaction=True)
def test_leaving_a_page_still_fails_where_nothing_can_be_written() -> None:
    response = _begin().response
    with _read_only(), pytest.raises(DatabaseError):
        record_saved(response, page_number=1, next_page=2, device="mobile", now=NOW)
