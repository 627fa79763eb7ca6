"""No code, key, address or answer of a respondent reaches a log, and no error fills one."""

import io
import logging
import socket
import subprocess
import sys
import time
import types
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from waitress.adjustments import Adjustments

from surveyproj import logs
from surveyproj.logs import HideAddresses, LineFormatter
from surveyproj.webworker import LoggedConnection

CODE = "zq7kq4m2xwpbtnqq7kq4m2xwpb"
ADDRESSES = (
    f"/r/{CODE}",
    f"/r/{CODE}/card-en.png",
    f"/c/{CODE[:22]}",
    f"/s/{CODE}/page/1/",
    f"/{CODE}/nowhere",
    f"/{CODE}/%ff",
)
KEY = "Ab3-_fGhIjKlMnOpQrStUv"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the console handler of the settings writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(LineFormatter(settings.LOGGING["formatters"]["line"]["format"]))
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


@pytest.fixture
def formatter(monkeypatch: pytest.MonkeyPatch) -> LineFormatter:
    """One that has seen no error yet."""
    monkeypatch.setattr(logs, "_memory", logs._Memory())
    return LineFormatter("%(levelname)s %(message)s")


def _fail(message: str, depth: int = 30) -> None:
    if depth:
        _fail(message, depth - 1)
    else:
        raise ValueError(message)


def _log(formatter: LineFormatter, message: str = "Trouble", reason: str = "reason") -> str:
    """What is written when something raises `reason`."""
    try:
        _fail(reason)
    except ValueError as error:
        way = (type(error), error, error.__traceback__)
        record = logging.LogRecord("name", logging.ERROR, "", 0, message, (), way)
    return formatter.format(record)


def test_error_is_told_in_full_once_and_then_counted(formatter: LineFormatter) -> None:
    first, second, third = (_log(formatter).splitlines() for _ in range(3))
    assert first[0] == "ERROR Trouble"
    assert first[-1] == "ValueError: reason"
    assert len(first) < 10
    assert len(second) == 1
    assert third[0].endswith(" in _fail, 3 times within a minute]")


def test_error_is_told_in_full_again_a_minute_later(
    formatter: LineFormatter, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _log(formatter)
    now = time.monotonic()
    monkeypatch.setattr("time.monotonic", lambda: now + 61)
    assert _log(formatter) == whole


def test_error_elsewhere_is_told_in_full(formatter: LineFormatter) -> None:
    _log(formatter)
    try:
        raise ValueError("reason")
    except ValueError as error:
        way = (type(error), error, error.__traceback__)
        record = logging.LogRecord("name", logging.ERROR, "", 0, "Trouble", (), way)
    assert formatter.format(record).endswith("\nValueError: reason")


def test_long_message_is_cut_and_stays_on_one_line(formatter: LineFormatter) -> None:
    written = _log(formatter, "A line\nand\x1b[1m another " * 1000, "a body " * 10_000)
    assert max(map(len, written.splitlines())) < 520
    assert len(written.encode()) < 1500
    assert "\x1b" not in written


def test_chain_of_causes_is_cut(formatter: LineFormatter) -> None:
    error: BaseException = ValueError("first")
    for number in range(50):
        following = RuntimeError(f"number {number}")
        following.__cause__ = error
        error = following
    record = logging.LogRecord("n", logging.ERROR, "", 0, "m", (), (type(error), error, None))
    assert formatter.format(record).splitlines() == [
        "ERROR m",
        "RuntimeError: number 49",
        "  after RuntimeError: number 48",
        "  after RuntimeError: number 47",
    ]


@pytest.mark.parametrize(
    "reason",
    [
        "invalid literal for int() with base 10: 'I left Wuhan'",
        'duplicate key\nDETAIL:  Failing row contains (17, "I left Wuhan", 2026)',
        "duplicate key\nDETAIL:  Key (words)=(I left Wuhan) already exists.",
        "no such value: 'I left Wuhan" + "!" * 500,
        "Couldn't read 'I left Wuhan'",
        """no such value: 'We can\\'t say "we left" Wuhan'""",
        "no such value: b'I left Wuhan'",
    ],
)
def test_answer_in_an_error_is_not_logged(formatter: LineFormatter, reason: str) -> None:
    assert "Wuhan" not in _log(formatter, f"Task failed: ValueError({reason!r})", reason)


def test_apostrophe_hides_nothing(formatter: LineFormatter) -> None:
    assert _log(formatter, reason="it can't be read, and 17 isn't it").endswith("17 isn't it")


@pytest.mark.parametrize("secret", [CODE, KEY, "AB3D-EFGH-J4KM"])
@pytest.mark.parametrize("before", ["", "x " * 245])
def test_secret_in_a_message_is_not_logged(
    formatter: LineFormatter, secret: str, before: str
) -> None:
    record = logging.LogRecord("n", logging.INFO, "", 0, f"{before}lost {secret}.", (), None)
    for written in (formatter.format(record), _log(formatter, reason=f"{before[:194]}{secret}")):
        assert secret[:4] not in written


def test_errors_of_many_places_are_forgotten_in_time(formatter: LineFormatter) -> None:
    for number in range(1_000):
        error = type(f"Error{number}", (Exception,), {})()
        way = (type(error), error, None)
        formatter.format(logging.LogRecord("n", logging.ERROR, "", 0, "m", (), way))
    assert len(logs._memory._seen) <= logs.MOST_ERRORS_KNOWN


def test_worker_and_beat_write_as_the_web_server_does() -> None:
    """In a process of its own: Celery sets up logging once."""
    code = (
        "import logging; from celery.utils.log import get_task_logger;"
        "from surveyproj.celery import app; import django; django.setup();"
        "app.log.setup(loglevel='WARNING', redirect_stdouts=True);"
        "get_task_logger('a.task').warning('lost %s', '" + CODE + "')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.endswith("WARNING a.task lost (hidden)\n")


def test_failed_connection_is_logged_without_its_address(caplog: pytest.LogCaptureFixture) -> None:
    ours, theirs = socket.socketpair()
    server = types.SimpleNamespace(active_channels={})
    channel = LoggedConnection(server, ours, ("192.0.2.7", 4711), Adjustments(), map={})
    try:
        raise RuntimeError("the loop failed")
    except RuntimeError:
        channel.handle_error()
    theirs.close()
    assert "the loop failed" in caplog.text
    assert "192.0.2.7" not in caplog.text
