"""A broker that is silent for a while: no completion waits for it, and all are counted after it."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from benchmarks.http import Browser
from benchmarks.journeys import begin, read_page, save_page
from tests.drills.extent import allow, choose
from tests.drills.records import query
from tests.drills.table import Record, Row
from tests.run.installation import Installation

pytestmark = [pytest.mark.drill, pytest.mark.timeout(300)]

COMPLETIONS = 12
SECONDS_BETWEEN = choose(2, 0.2)
ANSWERED_WITHIN = 0.3
# What a broker that answers is given to let a completion be counted.
PATIENCE = 30.0


@contextmanager
def _silence(installation: Installation) -> Iterator[None]:
    """Stop the embedded broker until the block ends; its kernel goes on taking connections."""
    programs = installation.find_processes().items()
    [broker] = [pid for pid, command in programs if "broker.sock" in command]
    os.kill(broker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(broker, signal.SIGCONT)


class Interview:
    """One journey, read up to its last page."""

    def __init__(self, installation: Installation, code: str, last: str = "/thanks/") -> None:
        """Walk until the page `last` is to be posted, or to the end."""
        self.browser = Browser("127.0.0.1", installation.port)
        self.following = begin(self.browser, code)
        while not self.following.endswith("/thanks/"):
            self.path = self.following
            self.values = read_page(self.browser, self.path)
            if self.path == last:
                break
            self.following = save_page(self.browser, self.path, self.values)
        # Until it completes, the server would have left an idle connection.
        self.browser.close()

    def complete(self) -> float:
        """Post the last page: the seconds until it was acknowledged."""
        started = time.monotonic()
        self.following = save_page(self.browser, self.path, self.values)
        assert self.following.endswith("/thanks/")
        return time.monotonic() - started


def _prepare(installation: Installation, count: int) -> list[Interview]:
    """Complete one, wait until it is counted, and lead so many to their last page."""
    installation.start()
    first, *codes = installation.place_seeds(1 + count)
    last = Interview(installation, first).path
    _wait_until_counted(installation, 1, PATIENCE)
    return [Interview(installation, code, last) for code in codes]


def _count(installation: Installation) -> int:
    """How many respondents are in the tallies: each has its coded row."""
    return int(query(installation, "SELECT count(*) FROM analytics_talliedresponse")[0][0])


def _wait_until_counted(installation: Installation, count: int, patience: float) -> float:
    """Wait until so many are in the tallies: the seconds it took, however long beyond that."""
    started = time.monotonic()
    while _count(installation) < count and time.monotonic() < started + patience:
        time.sleep(0.1)
    return time.monotonic() - started


def test_no_completion_waits_for_a_silent_broker_and_all_are_counted_after_it(
    installation: Installation, database: str, record: Record
) -> None:
    interviews = _prepare(installation, COMPLETIONS)
    health, waits, health_waits = Browser("127.0.0.1", installation.port), [], []
    with _silence(installation):
        began = time.monotonic()
        for interview in interviews:
            waits.append(interview.complete())
            assert health.get("/health/", name="health")[0] == 200
            health_waits.append(health.seconds["health"][-1])
            time.sleep(SECONDS_BETWEEN)
        counted_meanwhile = _count(installation) - 1
        silent = time.monotonic() - began
    back = _wait_until_counted(installation, 1 + COMPLETIONS, PATIENCE)
    counted = _count(installation)
    completed = "SELECT count(*) FROM surveys_response WHERE state = 'completed'"
    [(stored,)] = query(installation, completed)
    row = Row(
        f"broker stopped for {silent:.0f} s",
        database,
        acknowledged=len(waits),
        lost=1 + COMPLETIONS - min(stored, counted),
        doubled=max(stored, counted) - 1 - COMPLETIONS,
        longest=max(waits),
        back=back,
        remark=f"{counted_meanwhile} counted meanwhile, health within {max(health_waits):.2f} s",
    )
    record(row)
    assert (row.acknowledged, row.lost, row.doubled) == (COMPLETIONS, 0, 0)
    # Raises where a count is not what the coded rows make, as after counting one twice.
    installation.call("manage.py", "rebuild_tallies", "--check")
    # Otherwise the broker was not silent, and nothing was drilled.
    assert counted_meanwhile < COMPLETIONS
    assert max(waits) <= allow(ANSWERED_WITHIN)
    assert max(health_waits) <= allow(1)
    assert back <= allow(15)


@pytest.mark.parametrize("postgres", ["sqlite"], indirect=True)
def test_control_that_nudges_in_the_request_waits_for_the_broker(
    installation: Installation, database: str, record: Record
) -> None:
    installation.module = "tests.drills.unguarded"
    [interview] = _prepare(installation, 1)
    with _silence(installation):
        longest = interview.complete()
    record(Row("control: nudged in the request", database, acknowledged=1, longest=longest))
    assert longest > 3 * ANSWERED_WITHIN
