"""Killed again and again under saves: nothing is lost, nothing doubled, and it is soon back."""

import signal
import time

import pytest

from tests.drills.extent import allow, choose, whole_only
from tests.drills.phones import Phone, use_phones
from tests.drills.postgres import Postgres
from tests.drills.records import query
from tests.drills.table import Record, Row
from tests.run.installation import Installation

pytestmark = [pytest.mark.drill, pytest.mark.timeout(1200)]

CYCLES = int(choose(10, 1))
SECONDS_BETWEEN = choose(14, 5)
# More than twenty saves in a second.
PHONES, PAUSE = 16, 0.35


def _kill(
    installation: Installation,
    postgres: Postgres | None,
    *,
    is_run_alone: bool,
    cycles: int,
    seconds: float,
) -> tuple[list[Phone], list[float]]:
    """Kill every few seconds and start again while phones save, until something is lost.

    Gives the phones, and the seconds of every return.
    """
    installation.start()
    codes = installation.place_seeds(PHONES)
    returns = []
    with use_phones(installation.port, codes, PAUSE) as phones:
        for _ in range(cycles):
            time.sleep(seconds)
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
            if any(phone.lost for phone in phones):
                break
    return phones, returns


@pytest.mark.parametrize(
    "is_run_alone",
    [pytest.param(False, id="everything"), pytest.param(True, id="run", marks=whole_only)],
)
def test_nothing_acknowledged_is_lost_or_doubled_by_a_kill(
    installation: Installation,
    postgres: Postgres | None,
    database: str,
    record: Record,
    is_run_alone: bool,
) -> None:
    cycles = 2 if is_run_alone else CYCLES
    phones, returns = _kill(
        installation, postgres, is_run_alone=is_run_alone, cycles=cycles, seconds=SECONDS_BETWEEN
    )
    lost = sum(phone.count_lost() for phone in phones)
    doubled = query(installation, "SELECT count(*) FROM surveys_response")[0][0] - PHONES
    row = Row(
        "kill -9 of the run alone" if is_run_alone else "kill -9 of everything",
        database,
        acknowledged=sum(phone.acknowledged for phone in phones),
        lost=lost,
        doubled=doubled,
        longest=max(phone.longest for phone in phones),
        back=max(returns),
        remark=f"{cycles} cycles",
    )
    record(row)
    assert row.acknowledged >= cycles * SECONDS_BETWEEN * 20
    assert (row.lost, row.doubled) == (0, 0)
    assert max(returns) < allow(10)


@whole_only
@pytest.mark.parametrize("postgres", ["postgresql"], indirect=True)
def test_control_that_acknowledges_before_the_disk_loses(
    installation: Installation, postgres: Postgres, database: str, record: Record
) -> None:
    installation.module = "tests.drills.unguarded"
    phones, returns = _kill(installation, postgres, is_run_alone=False, cycles=5, seconds=3)
    lost = sum(phone.lost for phone in phones)
    acknowledged = sum(phone.acknowledged for phone in phones)
    remark = "control: synchronous_commit=off"
    record(Row(remark, database, acknowledged, lost, back=max(returns)))
    assert lost > 0
