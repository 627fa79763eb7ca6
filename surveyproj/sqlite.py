"""What is erased leaves SQLite's files too: the file itself by zeros, the log by being cut."""

import time

from django.db import connection

TRIES = 10
SECONDS_BETWEEN = 0.2


def empty_log_between() -> bool:
    """Empty the log in some moment of the next seconds in which nobody reads or writes."""
    for _ in range(TRIES):
        if connection.vendor != "sqlite" or empty_log():
            return True
        time.sleep(SECONDS_BETWEEN)
    return False


def empty_log() -> bool:
    """Move all that is committed out of the write-ahead log, and cut the log; say whether it was.

    Erased answers stand there until then. Waits for nobody: while somebody reads or writes nothing
    is done, and on another database there is nothing to do.
    """
    if connection.vendor != "sqlite":
        return False
    patience = int(1000 * connection.settings_dict["OPTIONS"]["timeout"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy, _, _ = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
    return not is_busy
