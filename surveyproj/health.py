"""`/health/`: can this installation take answers (200 or 503), and which parts are down.

Broker, cache and beat may be down while answers are taken; the page then says `degraded`.
"""

import time
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from surveyproj.celery import TICK_KEY, app

OK = "ok"
DOWN = "down"
TICK_LIMIT = 60.0
NEEDED = ("database", "migrations")


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """The state of every part, without names, addresses or messages of errors."""
    parts = {name: _state(check) for name, check in CHECKS.items()}
    age = _state(_tick_age)
    can_answer = all(parts[name] == OK for name in NEEDED)
    parts["beat"] = OK if isinstance(age, float) and age <= TICK_LIMIT else DOWN
    is_whole = all(state == OK for state in parts.values())
    status = OK if is_whole else "degraded" if can_answer else DOWN
    body = {"status": status, "parts": parts, "last_tick_seconds": _rounded(age)}
    return JsonResponse(body, status=200 if can_answer else 503)


def _state(check: Callable[[], str | float | None]) -> str | float | None:
    """What the check says; whatever goes wrong inside it means that its part is down."""
    try:
        return check()
    except Exception:
        return DOWN


def _rounded(age: str | float | None) -> float | None:
    return round(age, 1) if isinstance(age, float) else None


def _check_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _check_migrations() -> str:
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    return "pending" if executor.migration_plan(targets) else OK


def _check_cache() -> str:
    cache.get(TICK_KEY)
    return OK


def _check_broker() -> str:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    return OK


def _tick_age() -> float | None:
    tick = cache.get(TICK_KEY)
    return None if tick is None else max(0.0, time.time() - float(tick))


CHECKS: dict[str, Callable[[], str]] = {
    "database": _check_database,
    "migrations": _check_migrations,
    "cache": _check_cache,
    "broker": _check_broker,
}
