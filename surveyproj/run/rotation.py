"""Keeps the logs of a run small while its programs go on writing them."""

import os
from pathlib import Path

# Four programs with two files each share a disk, which may be small, with the database. The second
# is larger by what a flood writes from one look to the next.
FULL_AT, MOST_KEPT = 1_500_000, 2_000_000


def rotate(path: Path) -> None:
    """Where `path` is full, keep its last whole lines in `<name>.1` and empty it.

    The programs inherited the file and append to it: it can be emptied, but not replaced. A line
    written between the last look and the emptying, some microseconds, is lost.
    """
    try:
        if path.stat().st_size < FULL_AT:
            return
        log = os.open(path, os.O_RDWR)
    except OSError:
        return
    try:
        _move_end(log, path.with_name(f"{path.name}.1"))
    finally:
        os.close(log)


def _move_end(log: int, older: Path) -> None:
    """Empty the file and keep its end in `older`; on a full disk no copy, for it would be torn."""
    beyond = os.fstat(log).st_size - MOST_KEPT
    if beyond > 0:
        # From the end of the line that reaches into what is kept.
        os.lseek(log, beyond - 1, os.SEEK_SET)
        torn = os.read(log, MOST_KEPT).find(b"\n") + 1
        os.lseek(log, beyond - 1 + torn, os.SEEK_SET)
    try:
        with older.open("wb") as copy:
            while piece := os.read(log, MOST_KEPT):
                copy.write(piece)
                copy.flush()
            os.ftruncate(log, 0)
    except OSError:
        older.unlink(missing_ok=True)
        os.ftruncate(log, 0)
