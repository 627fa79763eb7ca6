"""What is erased leaves SQLite's files too: the file itself by zeros, the log by being cut."""

from django.db import connection


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
