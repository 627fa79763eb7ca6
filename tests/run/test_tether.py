"""What a killed run leaves behind is gone soon, whether it wants to end or not."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from surveyproj.run import tether

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True)"
TIDY = "import sys, signal, time; signal.signal(15, lambda *_: sys.exit(7)); print(flush=True)"


@pytest.fixture(name="held")
def _held() -> Iterator[subprocess.Popen[str]]:
    """A tether whose run is the test; closing its input is the run's death."""
    command = [sys.executable, "-m", tether.__name__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as process:
        yield process


def start_child(held: subprocess.Popen[str], code: str) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", f"{code}; time.sleep(60)"],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert held.stdin is not None
    assert child.stdout is not None
    child.stdout.readline()
    held.stdin.write(f"+{child.pid}\n")
    held.stdin.close()
    return child


def test_child_that_ignores_the_request_is_killed(
    held: subprocess.Popen[str],
) -> None:
    child = start_child(held, STUBBORN)
    assert child.wait(timeout=10) == -signal.SIGKILL
    assert held.wait(timeout=10) == 0


def test_child_may_end_by_itself(held: subprocess.Popen[str]) -> None:
    child = start_child(held, TIDY)
    assert child.wait(timeout=10) == 7


def test_ended_child_is_not_waited_for_until_its_parent_asks() -> None:
    child = subprocess.Popen([sys.executable, "-c", STUBBORN], start_new_session=True)
    started = time.monotonic()
    tether.end_groups({child.pid})
    # Where there is no /proc an ended child looks alive, and the limit alone ends the wait.
    unseen = 0 if sys.platform == "linux" else tether.BURIAL_LIMIT
    assert time.monotonic() - started < tether.PATIENCE + unseen + 1
    child.wait()
