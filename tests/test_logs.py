"""No code, key or address of a respondent reaches a log line, whatever goes wrong."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from surveyproj.logs import HideAddresses
from surveyproj.webserver import AddressFreeLogger

CODE = "zq7kq4m2xwpbtnqq7kq4m2xwpb"
ADDRESSES = (
    f"/r/{CODE}",
    f"/r/{CODE}/card-en.png",
    f"/c/{CODE[:22]}",
    f"/s/{CODE}/page/1/",
    f"/{CODE}/nowhere",
)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the console handler of the settings writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"]))
    handler.addFilter(HideAddresses())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_unknown_address_is_logged_without_its_code(
    client: Client, lines: io.StringIO, address: str
) -> None:
    client.get(address)
    assert CODE[:22] not in lines.getvalue()


@pytest.mark.django_db
def test_failed_csrf_check_is_logged_without_the_code(lines: io.StringIO) -> None:
    Client(enforce_csrf_checks=True).post(f"/r/{CODE}", {"text": CODE})
    assert "Forbidden" in lines.getvalue()
    assert CODE not in lines.getvalue()


@pytest.mark.django_db
def test_crash_is_logged_with_its_route_and_without_the_code(
    lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*args: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("recruitment.views.entry.find_coupon", crash)
    Client(raise_request_exception=False).get(f"/r/{CODE}")
    assert "the disk is full" in lines.getvalue()
    assert CODE not in lines.getvalue()


def test_web_server_logs_failed_requests_without_their_address() -> None:
    written = io.StringIO()
    logger = AddressFreeLogger.__new__(AddressFreeLogger)
    logger.error_log = logging.getLogger("gunicorn.test")
    logger.error_log.addHandler(logging.StreamHandler(written))
    try:
        raise BrokenPipeError
    except BrokenPipeError:
        logger.exception("Error handling request %s %s", "GET", f"/r/{CODE}")
    assert written.getvalue().startswith("Error handling request (hidden) (hidden)")
