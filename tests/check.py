"""`make check`: every rule a machine can judge; all of them run, the failing ones are named."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.house.files import ROOT, list_templates

BIN = Path(sys.executable).parent
DEPLOYMENT = {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": secrets.token_urlsafe(48),
    "CODE_KEY": secrets.token_urlsafe(48),
    "BASE_URL": "https://survey.example.org",
    "ALLOWED_HOSTS": "survey.example.org",
}


def _commands() -> Iterator[tuple[str, list[str]]]:
    manage = [sys.executable, "manage.py"]
    yield "format", [str(BIN / "ruff"), "format", "--check", "."]
    yield "lint", [str(BIN / "ruff"), "check", "."]
    yield "imports", [str(BIN / "lint-imports")]
    yield "types", [str(BIN / "mypy")]
    templates = [str(path) for path in list_templates()]
    yield "templates", [str(BIN / "djade"), "--target-version", "5.2", "--check", *templates]
    yield "migrations", [*manage, "makemigrations", "--check", "--dry-run"]
    yield "deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    yield "lock", [sys.executable, "-m", "tests.lock"]


def main() -> int:
    """Run all checks; the exit code is 1 if any failed."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="linktrace-check-") as var_dir:
        environment = {**os.environ, **DEPLOYMENT, "VAR_DIR": var_dir}
        for name, command in _commands():
            sys.stdout.write(f"== {name}\n")
            sys.stdout.flush()
            started = time.monotonic()
            result = subprocess.run(command, cwd=ROOT, env=environment)
            sys.stdout.write(f"   {time.monotonic() - started:.1f} s\n")
            if result.returncode != 0:
                failed.append(name)
    verdict = f"failed: {', '.join(failed)}" if failed else "all checks passed"
    sys.stdout.write(f"== {verdict}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
