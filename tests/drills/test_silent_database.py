"""A PostgreSQL that is stopped for a while: everybody is told in time, everything is saved once."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from benchmarks.http import Browser
from tests.drills.phones import Phone, use_phones
from tests.drills.postgres import Postgres, run_postgres
from tests.run.installation import Installation

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]

SILENT_SECONDS = float(os.environ.get("DRILL_SECONDS") or 12)
PHONES, PAUSE = 8, 0.4
Record = Callable[[str, object], None]


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    with run_postgres() as server:
        if server is None:
            pytest.skip("no PostgreSQL server is installed")
        yield server


@pytest.fixture
def installation(tmp_path: Path, postgres: Postgres) -> Iterator[Installation]:
    place = Installation(tmp_path, services={"DATABASE_URL": postgres.url})
    yield place
    if place.process and place.process.poll() is None:
        place.stop()
    place.wait_until_empty()


def _time(browser: Browser, path: str) -> float:
    started = time.monotonic()
    browser.get(path, name=path)
    return time.monotonic() - started


def _silence(installation: Installation, postgres: Postgres) -> tuple[list[Phone], float, float]:
    """Stop the server amid saves: the phones, longest wait for a file, seconds to return."""
    installation.start()
    codes = installation.place_seeds(PHONES)
    with use_phones(installation.port, codes, PAUSE) as phones:
        time.sleep(3)
        assert all(phone.acknowledged for phone in phones)
        postgres.send(signal.SIGSTOP)
        until, waits = time.monotonic() + SILENT_SECONDS, []
        files = Browser("127.0.0.1", installation.port)
        while time.monotonic() < until:
            waits += [_time(files, "/health/"), _time(files, "/static/img/icon.svg")]
            time.sleep(0.2)
        postgres.send(signal.SIGCONT)
        resumed, counts = time.monotonic(), [phone.acknowledged for phone in phones]
        while any(phone.acknowledged <= count for phone, count in zip(phones, counts, strict=True)):
            assert time.monotonic() < resumed + 30
            time.sleep(0.1)
        back = time.monotonic() - resumed
    return phones, max(waits), back


def test_everybody_is_told_in_time_and_every_page_is_saved_once(
    installation: Installation, postgres: Postgres, record_testsuite_property: Record
) -> None:
    phones, file_wait, back = _silence(installation, postgres)
    longest = max(phone.longest for phone in phones)
    record_testsuite_property("longest wait, file, back", (longest, file_wait, back))
    assert longest < 10
    assert file_wait < 1
    assert back < 10
    assert [phone.read_stored() for phone in phones] == [phone.year for phone in phones]
    with psycopg.connect(postgres.url) as database:
        assert database.execute("SELECT count(*) FROM surveys_response").fetchone() == (PHONES,)


def test_control_without_a_clock_waits_as_long_as_the_server_is_stopped(
    installation: Installation, postgres: Postgres
) -> None:
    installation.module = "tests.drills.unguarded"
    phones, _, _ = _silence(installation, postgres)
    assert max(phone.longest for phone in phones) > SILENT_SECONDS - 1
