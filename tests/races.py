"""Real threads on a real database: many calls of one verb let go at the same moment."""

import os
import threading
from collections.abc import Callable
from typing import TypeVar
from unittest.mock import patch

from django.db import connection, connections

T = TypeVar("T")

CALLS = 200
SPARE_CONNECTIONS = 15


def run_at_once(act: Callable[[int], T], count: int = CALLS) -> list[T | Exception]:
    """What each of `count` calls returned or raised; all start together, each in its own thread.

    PostgreSQL takes only so many connections: there a call waits for one, as it does in a pool.
    SQLite lets those who wait in by no order: here nobody gives up as soon as a respondent's page.
    """
    outcomes: list[T | Exception] = []
    gate = threading.Barrier(count)
    free_connections = threading.Semaphore(_count_connections())

    def call(number: int) -> None:
        gate.wait()
        with free_connections:
            try:
                outcomes.append(act(number))
            except Exception as error:  # what a call raises is an outcome to be judged
                outcomes.append(error)
            finally:
                connections.close_all()

    threads = [threading.Thread(target=call, args=(number,)) for number in range(count)]
    patience = {"timeout": 60} if connection.vendor == "sqlite" else {}
    with patch.dict(connection.settings_dict["OPTIONS"], patience):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return outcomes


def _count_connections() -> int:
    if connection.vendor != "postgresql":
        return CALLS
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        allowed = int(cursor.fetchone()[0]) - SPARE_CONNECTIONS
    return allowed // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
