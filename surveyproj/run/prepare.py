"""Brings database, static files and study up to date in one Django process; prints JSON.

A process of its own, so that the supervisor stays small: Django's memory goes when this ends.
"""

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

CHANGED = "--changed"
DEMO = ("simulate_fieldwork", "--respondents", "300", "--seed", "7")


def main() -> int:
    """Prepare everything; a refusal is one sentence, not a traceback."""
    options = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyproj.settings")
    try:
        django.setup()
        connect()
    except ImproperlyConfigured as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    migrate(is_changed=CHANGED in options)
    collect_static(is_changed=CHANGED in options)
    study = load("load_study")
    demo = load(*DEMO) if "--demo" in options else None
    sys.stdout.write(json.dumps({"study": study, "demo": demo}) + "\n")
    return 0


def connect() -> None:
    """Reach the database, or refuse with a sentence that names the variable to look at."""
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
    except DatabaseError as refusal:
        name = "DATABASE_URL" if os.environ.get("DATABASE_URL") else "VAR_DIR"
        reason = str(refusal).strip().splitlines()[-1]
        raise ImproperlyConfigured(f"The database cannot be opened ({name}): {reason}") from None


def migrate(*, is_changed: bool) -> None:
    """Apply what is pending, and after a change of code what apps do after migrating."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if is_changed or executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def collect_static(*, is_changed: bool) -> None:
    """Collect and compress the static files, which takes seconds."""
    from django.conf import settings

    if is_changed or not Path(settings.STATIC_ROOT, "staticfiles.json").exists():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def load(command: str, *arguments: str) -> dict[str, Any]:
    """Run an idempotent loading command and read its JSON."""
    answer = io.StringIO()
    call_command(command, *arguments, "--json", stdout=answer)
    facts: dict[str, Any] = json.loads(answer.getvalue().strip().splitlines()[-1])
    return facts


if __name__ == "__main__":
    sys.exit(main())
