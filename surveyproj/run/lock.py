"""One run per data folder: a lock that lives exactly as long as the run and its children."""

import fcntl
import os
import time
from pathlib import Path

TIDYING_LIMIT = 15.0


class AlreadyRunningError(Exception):
    """Another run holds this data folder."""


def claim(var_dir: Path, patience: float = TIDYING_LIMIT) -> int:
    """Take the lock of `var_dir` and return its open file, or raise AlreadyRunningError.

    A killed run's children are being ended by its tether, which holds the lock until they are
    gone: that is waited for. A living run is not.
    """
    handle = os.open(var_dir / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if _holder_lives(handle) or time.monotonic() > deadline:
                os.close(handle)
                raise AlreadyRunningError(
                    f"Linktrace is already running on {var_dir}; stop it with Ctrl-C in its "
                    "terminal, or set VAR_DIR to another folder."
                ) from None
            time.sleep(0.05)
        else:
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
            return handle


def _holder_lives(handle: int) -> bool:
    written = os.pread(handle, 20, 0)
    if not written.isdigit():
        return True
    try:
        os.kill(int(written), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
