"""Looks at the parts of the installation, each in a thread of its own and for a bounded time."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from surveyproj.celery import TICK_KEY, app

OK, DEGRADED, DOWN, PENDING = "ok", "degraded", "down", "migrations pending"
DEADLINE_SECONDS = 0.7
KEPT_SECONDS = 2.0
TICK_LIMIT = 60.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Look:
    """What was found: the state of every part, and how long ago beat was last heard of."""

    parts: dict[str, str]
    tick_age: float | None

    @property
    def status(self) -> str:
        """Answers are taken without cache, broker and beat, but not without the database."""
        if self.parts["database"] != OK:
            return DOWN
        return OK if set(self.parts.values()) == {OK} else DEGRADED


class Check:
    """One question to one part. While an answer is outstanding, it is not asked again."""

    def __init__(self, ask: Callable[[], object]) -> None:
        self._ask = ask
        self._thread: threading.Thread | None = None
        self._answer: object = None

    def start(self) -> None:
        """Ask, unless an earlier question still hangs: nothing piles up on a dead part."""
        if self._thread is None or not self._thread.is_alive():
            self._answer = DOWN
            self._thread = threading.Thread(target=self._run, name="health", daemon=True)
            self._thread.start()

    def wait(self, deadline: float) -> object:
        """Return the answer that came by then, or DOWN."""
        assert self._thread is not None
        self._thread.join(max(0.0, deadline - time.monotonic()))
        return DOWN if self._thread.is_alive() else self._answer

    def _run(self) -> None:
        try:
            self._answer = self._ask()
        except Exception as error:  # whatever goes wrong, the part is down
            logger.debug("A check failed: %s", type(error).__name__)
        finally:
            connection.close()


class Looker:
    """Looks at most every two seconds, however often it is asked, and logs what changes."""

    def __init__(self) -> None:
        self._checks = {name: Check(ask) for name, ask in QUESTIONS.items()}
        self._lock = threading.Lock()
        self._look: Look | None = None
        self._taken_at = 0.0

    def look(self) -> Look:
        """Return the state of now, or of two seconds ago."""
        with self._lock:
            if self._look is None or time.monotonic() - self._taken_at > KEPT_SECONDS:
                look = self._look_anew()
                self._log_changes(look)
                self._look, self._taken_at = look, time.monotonic()
            return self._look

    def _look_anew(self) -> Look:
        deadline = time.monotonic() + DEADLINE_SECONDS
        for check in self._checks.values():
            check.start()
        answers = {name: check.wait(deadline) for name, check in self._checks.items()}
        tick = answers["cache"]
        age = max(0.0, time.time() - tick) if isinstance(tick, float) else None
        parts = {
            "database": str(answers["database"]),
            "cache": DOWN if tick == DOWN else OK,
            "broker": str(answers["broker"]),
            "beat": OK if age is not None and age <= TICK_LIMIT else DOWN,
        }
        return Look(parts, age)

    def _log_changes(self, look: Look) -> None:
        for name, state in look.parts.items():
            before = self._look.parts[name] if self._look else OK
            if state != before:
                logger.warning("Health: %s is %s, was %s.", name, state, before)


def _ask_database() -> str:
    executor = MigrationExecutor(connection)
    return PENDING if executor.migration_plan(executor.loader.graph.leaf_nodes()) else OK


def _ask_cache() -> float | None:
    tick: float | None = cache.get(TICK_KEY)
    return tick


def _ask_broker() -> str:
    options = settings.IMPATIENT_TRANSPORT_OPTIONS
    with app.connection_for_write(connect_timeout=1, transport_options=options) as broker:
        broker.default_channel.close()
    return OK


QUESTIONS: dict[str, Callable[[], object]] = {
    "database": _ask_database,
    "cache": _ask_cache,
    "broker": _ask_broker,
}
looker = Looker()
