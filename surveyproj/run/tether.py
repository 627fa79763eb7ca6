"""Ends what a run started when the run itself dies, even of kill -9: the pipe to it closes.

Reads lines `+<group>` and `-<group>` from standard input and `done` for an orderly end.
"""

import os
import signal
import sys
import time
from collections.abc import Callable

PATIENCE = 6.0


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
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and any(_lives(group) for group in groups):
        time.sleep(0.1)
    for group in groups:
        send(os.killpg, group, signal.SIGKILL)


def send(kill: Callable[[int, int], None], target: int, number: int) -> bool:
    """Whether the signal found anybody."""
    try:
        kill(target, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _lives(group: int) -> bool:
    return send(os.killpg, group, 0)


if __name__ == "__main__":
    main()
