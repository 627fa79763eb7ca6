"""Brings database, static files and study up to date in one Django process; prints JSON.

A process of its own, so that the supervisor stays small: Django's memory goes when this ends.
"""

import hashlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

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
    """Apply what is pending; asking first is faster than an empty `migrate`."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Collect and compress the static files when any of them changed."""
    from django.conf import settings

    stamp = Path(settings.STATIC_ROOT) / ".collected"
    state = _fingerprint()
    if stamp.exists() and stamp.read_text() == state:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state)


def load(command: str, *arguments: str) -> dict[str, Any]:
    """Run an idempotent loading command and read its JSON."""
    answer = io.StringIO()
    call_command(command, *arguments, "--json", stdout=answer)
    facts: dict[str, Any] = json.loads(answer.getvalue().strip().splitlines()[-1])
    return facts


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    lines = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = os.stat(storage.path(path))
            lines.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
