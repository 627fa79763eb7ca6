"""Brings database, static files and study up to date in one Django process; prints JSON.

A process of its own, so that the supervisor stays small: Django's memory goes when this ends.
"""

import hashlib
import io
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

APPS = ("surveys", "recruitment", "analytics")
DEMO = ("simulate_fieldwork", "--respondents", "300", "--seed", "7")


def main() -> int:
    """Prepare everything; a refusal is one sentence, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyproj.settings")
    try:
        django.setup()
    except ImproperlyConfigured as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    migrate()
    collect_static()
    facts = {"study": load("load_study"), "demo": None}
    if "--demo" in sys.argv[1:]:
        facts["demo"] = load(*DEMO)
    sys.stdout.write(json.dumps(facts) + "\n")
    return 0


def migrate() -> None:
    """Apply what is pending, and what apps do after migrating, when the code has changed."""
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    code = (path for app in APPS for path in Path(settings.BASE_DIR, app).rglob("*"))
    state = _fingerprint(path for path in code if path.suffix in {".py", ".json"})
    stamp = Path(settings.VAR_DIR) / "migrated"
    executor = MigrationExecutor(connection)
    has_pending = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if has_pending or not _is_stamped(stamp, state):
        call_command("migrate", verbosity=0, interactive=False)
        stamp.write_text(state)


def collect_static() -> None:
    """Collect and compress the static files when any of them changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    found = (pair for finder in get_finders() for pair in finder.list([]))
    state = _fingerprint(Path(storage.path(path)) for path, storage in found)
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if not _is_stamped(stamp, state):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(state)


def load(command: str, *arguments: str) -> dict[str, Any]:
    """Run an idempotent loading command and read its JSON."""
    answer = io.StringIO()
    call_command(command, *arguments, "--json", stdout=answer)
    facts: dict[str, Any] = json.loads(answer.getvalue().strip().splitlines()[-1])
    return facts


def _is_stamped(stamp: Path, state: str) -> bool:
    return stamp.exists() and stamp.read_text() == state


def _fingerprint(paths: Iterable[Path]) -> str:
    """Changes when any of the files does."""
    states = ((path, path.stat()) for path in paths)
    lines = sorted(f"{path} {state.st_size} {state.st_mtime_ns}" for path, state in states)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
