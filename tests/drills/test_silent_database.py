"""A PostgreSQL that is silent for a while: everybody is told in time, everything is saved once.

It is stopped, and its kernel goes on acknowledging; or its packets are dropped, and nobody does.
"""

import signal
import time
from collections import Counter

import pytest

from benchmarks.http import Browser
from surveyproj.postgres.patience import NETWORK
from tests.drills.extent import allow, choose, whole_only
from tests.drills.phones import Phone, use_phones
from tests.drills.postgres import Postgres
from tests.drills.records import query
from tests.drills.table import Record, Row
from tests.run.installation import Installation

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("postgres", ["postgresql", "wired"], indirect=True),
]

CONTROL_SECONDS = 12.0
PHONES, PAUSE = 8, 0.4


def _time(browser: Browser, path: str) -> float:
    started = time.monotonic()
    browser.get(path, name=path)
    return time.monotonic() - started


def _set_silent(postgres: Postgres, *, is_silent: bool) -> None:
    if postgres.wire is None:
        postgres.send(signal.SIGSTOP if is_silent else signal.SIGCONT)
    elif is_silent:
        postgres.wire.cut()
    else:
        postgres.wire.mend()


def _silence(
    installation: Installation, postgres: Postgres, seconds: float
) -> tuple[list[Phone], float, float, Counter[str]]:
    """Silence the server amid saves: phones, longest wait for a file, return, what TCP waited for.

    The last counts looks at which a connection waited for an acknowledgement, by its state.
    """
    installation.start()
    codes = installation.place_seeds(PHONES)
    with use_phones(installation.port, codes, PAUSE) as phones:
        waiting: Counter[str] = Counter()
        _set_silent(postgres, is_silent=True)
        until, waits = time.monotonic() + seconds, []
        files = Browser("127.0.0.1", installation.port)
        while time.monotonic() < until:
            waits += [_time(files, "/health/"), _time(files, "/static/img/icon.svg")]
            if postgres.wire:
                waiting += postgres.wire.count_waiting(postgres.port)
            time.sleep(0.2)
        _set_silent(postgres, is_silent=False)
        resumed, counts = time.monotonic(), [phone.acknowledged for phone in phones]
        while any(phone.acknowledged <= count for phone, count in zip(phones, counts, strict=True)):
            assert time.monotonic() < resumed + 30
            time.sleep(0.1)
        back = time.monotonic() - resumed
    return phones, max(waits), back, waiting


def test_everybody_is_told_in_time_and_every_page_is_saved_once(
    installation: Installation, postgres: Postgres, database: str, record: Record
) -> None:
    seconds = choose(30, 8) if postgres.wire else choose(60, 8)
    phones, file_wait, back, waiting = _silence(installation, postgres, seconds)
    row = Row(
        f"{'packets dropped' if postgres.wire else 'database stopped'} for {seconds:.0f} s",
        database,
        acknowledged=sum(phone.acknowledged for phone in phones),
        lost=sum(phone.count_lost() for phone in phones),
        doubled=query(installation, "SELECT count(*) FROM surveys_response")[0][0] - PHONES,
        longest=max(phone.longest for phone in phones),
        back=back,
        remark=f"files and health within {file_wait:.2f} s",
    )
    record(row)
    assert (row.lost, row.doubled) == (0, 0)
    assert row.longest < allow(10)
    assert file_wait < allow(1)
    assert back < allow(10)
    if postgres.wire:
        # Both kinds were seen: statements under way, and new connections.
        assert {"established", "opening"} <= set(waiting)
        # None is left behind for longer than TCP is told to wait.
        deadline = time.monotonic() + NETWORK["tcp_user_timeout"] / 1000
        while left := postgres.wire.count_waiting(postgres.port):
            assert time.monotonic() < deadline, left
            time.sleep(0.2)


@whole_only
def test_control_without_a_clock_waits_as_long_as_the_silence(
    installation: Installation, postgres: Postgres, database: str, record: Record
) -> None:
    installation.module = "tests.drills.unguarded"
    phones, _, back, _ = _silence(installation, postgres, CONTROL_SECONDS)
    longest = max(phone.longest for phone in phones)
    what = "packets dropped, no clock" if postgres.wire else "no clock"
    name = f"control: {what}, {CONTROL_SECONDS:.0f} s"
    record(Row(name, database, longest=longest, back=back))
    assert longest > CONTROL_SECONDS - 1
