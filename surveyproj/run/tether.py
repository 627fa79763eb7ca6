"""Ends what a run started when the run itself dies, even of kill -9: the pipe to it closes.

Reads lines `+<group>` and `-<group>` from standard input and `done` for an orderly end.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

# Saves are transactions and tasks are acknowledged late: the next start gains more by haste.
PATIENCE = 1.0
BURIAL_LIMIT = 3.0


def main() -> None:
    """Follow the run until its end; after a disorderly one, end every group it left."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        word = line.strip()
        if word == "done":
            return
        if word.startswith("+"):
            groups.add(int(word))
        else:
            groups.discard(-int(word))
    end_groups(groups)


def end_groups(groups: set[int], patience: float = PATIENCE) -> None:
    """SIGTERM to every leader, then SIGKILL for whatever is left after `patience` seconds.

    Only the leader is asked: it ends its own children in the order it needs.
    """
    for group in groups:
        send(os.kill, group, signal.SIGTERM)
    _wait_until_gone(groups, patience)
    for group in groups:
        send(os.killpg, group, signal.SIGKILL)
    # Until then they hold the port that the next run wants.
    _wait_until_gone(groups, BURIAL_LIMIT)


def _wait_until_gone(groups: set[int], patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and any(_lives(group) for group in groups):
        time.sleep(0.02)


def send(kill: Callable[[int, int], None], target: int, number: int) -> bool:
    """Whether the signal found anybody."""
    try:
        kill(target, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _lives(group: int) -> bool:
    """Whether anybody of the group still runs.

    An orphan that has ended may stay in the table for seconds, until init looks: not waited for.
    """
    if not send(os.killpg, group, 0):
        return False
    members = [state for state, its_group in _list_states() if its_group == group]
    return not members or any(state not in "ZX" for state in members)


def _list_states() -> Iterator[tuple[str, int]]:
    """State and group of every process; nothing where there is no /proc."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group, *_ = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield state, int(group)


if __name__ == "__main__":
    main()
