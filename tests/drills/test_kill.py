"""Killed again and again under saves: nothing is lost, nothing doubled, and it is soon back."""

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.drills.phones import Phone, use_phones
from tests.drills.postgres import Postgres, run_postgres
from tests.run.installation import Installation

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]

CYCLES = int(os.environ.get("DRILL_CYCLES") or 2)
SECONDS_BETWEEN = float(os.environ.get("DRILL_BETWEEN") or 5)
# Twenty saves in a second.
PHONES, PAUSE = 8, 0.35
BACK_WITHIN = 10.0
Record = Callable[[str, object], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def postgres(request: pytest.FixtureRequest) -> Iterator[Postgres | None]:
    if request.param == "sqlite":
        yield None
        return
    with run_postgres() as server:
        if server is None:
            pytest.skip("no PostgreSQL server is installed")
        yield server


@pytest.fixture
def installation(tmp_path: Path, postgres: Postgres | None) -> Iterator[Installation]:
    place = Installation(tmp_path, services={"DATABASE_URL": postgres.url} if postgres else {})
    yield place
    if place.process and place.process.poll() is None:
        place.stop()
    place.wait_until_empty()


def _count_responses(installation: Installation, postgres: Postgres | None) -> int:
    database = (
        psycopg.connect(postgres.url)
        if postgres
        else sqlite3.connect(installation.folder / "var" / "linktrace.sqlite3")
    )
    with closing(database):
        return int(database.execute("SELECT count(*) FROM surveys_response").fetchone()[0])  # type: ignore[union-attr]


def _kill(
    installation: Installation, postgres: Postgres | None, *, is_run_alone: bool, cycles: int
) -> tuple[list[Phone], list[float]]:
    """Kill and start again while phones save: the phones, and the seconds of every return."""
    installation.start()
    codes = installation.place_seeds(PHONES)
    returns = []
    with use_phones(installation.port, codes, PAUSE) as phones:
        for _ in range(cycles):
            time.sleep(SECONDS_BETWEEN)
            if is_run_alone:
                installation.stop(signal.SIGKILL)
            else:
                if postgres:
                    postgres.send(signal.SIGKILL)
                installation.kill_everything()
            killed = time.monotonic()
            if postgres and not is_run_alone:
                postgres.start()
            installation.start()
            while any(phone.acknowledged_at < killed for phone in phones):
                assert time.monotonic() < killed + 60
                time.sleep(0.05)
            returns.append(time.monotonic() - killed)
    return phones, returns


@pytest.mark.parametrize("is_run_alone", [False, True], ids=["everything", "run"])
def test_nothing_acknowledged_is_lost_or_doubled_by_a_kill(
    installation: Installation,
    postgres: Postgres | None,
    record_testsuite_property: Record,
    is_run_alone: bool,
) -> None:
    phones, returns = _kill(installation, postgres, is_run_alone=is_run_alone, cycles=CYCLES)
    acknowledged = sum(phone.acknowledged for phone in phones)
    record_testsuite_property("acknowledged, longest return", (acknowledged, max(returns)))
    assert acknowledged >= CYCLES * SECONDS_BETWEEN * PHONES
    assert sum(phone.lost for phone in phones) == 0
    assert [phone.read_stored() for phone in phones] == [phone.year for phone in phones]
    assert _count_responses(installation, postgres) == PHONES
    assert max(returns) < BACK_WITHIN


@pytest.mark.parametrize("postgres", ["postgresql"], indirect=True)
def test_control_that_acknowledges_before_the_disk_loses(
    installation: Installation, postgres: Postgres
) -> None:
    installation.module = "tests.drills.unguarded"
    phones, _ = _kill(installation, postgres, is_run_alone=False, cycles=3)
    assert sum(phone.lost for phone in phones) > 0
