"""A PostgreSQL that is stopped for a while: everybody is told in time, everything is saved once."""

import signal
import time

import pytest

from benchmarks.http import Browser
from tests.drills.extent import choose
from tests.drills.phones import Phone, use_phones
from tests.drills.postgres import Postgres
from tests.drills.records import query
from tests.drills.table import Record, Row
from tests.run.installation import Installation

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("postgres", ["postgresql"], indirect=True),
]

SILENT_SECONDS, CONTROL_SECONDS = choose(60, 12), 12.0
PHONES, PAUSE = 8, 0.4


def _time(browser: Browser, path: str) -> float:
    started = time.monotonic()
    browser.get(path, name=path)
    return time.monotonic() - started


def _silence(
    installation: Installation, postgres: Postgres, seconds: float
) -> tuple[list[Phone], float, float]:
    """Stop the server amid saves: the phones, longest wait for a file, seconds to return."""
    installation.start()
    codes = installation.place_seeds(PHONES)
    with use_phones(installation.port, codes, PAUSE) as phones:
        time.sleep(3)
        assert all(phone.acknowledged for phone in phones)
        postgres.send(signal.SIGSTOP)
        until, waits = time.monotonic() + seconds, []
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
    installation: Installation, postgres: Postgres, database: str, record: Record
) -> None:
    phones, file_wait, back = _silence(installation, postgres, SILENT_SECONDS)
    row = Row(
        f"database stopped for {SILENT_SECONDS:.0f} s",
        database,
        acknowledged=sum(phone.acknowledged for phone in phones),
        lost=sum(phone.lost + (phone.read_stored() != phone.year) for phone in phones),
        doubled=query(installation, "SELECT count(*) FROM surveys_response")[0][0] - PHONES,
        longest=max(phone.longest for phone in phones),
        back=back,
        remark=f"files and health within {file_wait:.2f} s",
    )
    record(row)
    assert (row.lost, row.doubled) == (0, 0)
    assert row.longest < 10
    assert file_wait < 1
    assert back < 10


def test_control_without_a_clock_waits_as_long_as_the_server_is_stopped(
    installation: Installation, postgres: Postgres, database: str, record: Record
) -> None:
    installation.module = "tests.drills.unguarded"
    phones, _, back = _silence(installation, postgres, CONTROL_SECONDS)
    longest = max(phone.longest for phone in phones)
    record(Row(f"control: no clock, {CONTROL_SECONDS:.0f} s", database, longest=longest, back=back))
    assert longest > CONTROL_SECONDS - 1
