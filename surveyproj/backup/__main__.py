"""`python -m surveyproj.backup`: write an installation into one encrypted file, and read it back.

Needs neither Django nor secrets, so that a restore can begin on an empty machine.
"""

import argparse
import os
import sqlite3
import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path

import environ
import psycopg
from django.core.exceptions import ImproperlyConfigured

from surveyproj.backup.archive import Manifest, make_key, seal, unseal, work_in
from surveyproj.backup.databases import choose_database
from surveyproj.backup.errors import BackupError
from surveyproj.run.environment import SECRETS, append_values
from surveyproj.run.lock import AlreadyRunningError, claim
from surveyproj.run.state import forget_prepared
from surveyproj.variables import Variables

ROOT = Path(__file__).resolve().parents[2]
APPS = ("surveys", "recruitment", "analytics")
KEEP = """\
This is the secret key of the backups:

    {secret}

Write it down and keep it away from this machine: without it no backup opens, and it is shown only
this once. Its public half is now BACKUP_KEY in {env_file}; with that, backups can be written."""


def main() -> int:
    """Do what is asked for; 1 with a sentence when that is impossible."""
    options = _read_options()
    os.umask(0o077)
    env_file = Path(os.environ.get("ENV_FILE") or ROOT / ".env")
    environ.Env.read_env(env_file)
    try:
        if options.command == "key":
            _make_key(env_file)
        elif options.command == "write":
            _write(options.file)
        else:
            _restore(options.file, options.key_file, env_file)
    except (BackupError, ImproperlyConfigured, AlreadyRunningError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except (sqlite3.Error, psycopg.Error) as refusal:
        sys.stderr.write(f"The database failed: {next(iter(str(refusal).splitlines()), '')}\n")
        return 1
    except OSError as refusal:
        sys.stderr.write(f"{refusal.filename or 'The file'}: {refusal.strerror or refusal}.\n")
        return 1
    return 0


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m surveyproj.backup", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("key", help="draw the key of this installation's backups")
    writing = commands.add_parser("write", help="back up while everything runs")
    writing.add_argument("file", type=Path)
    reading = commands.add_parser("restore", help="bring a backup back into an empty place")
    reading.add_argument("file", type=Path)
    reading.add_argument("--key-file", type=Path, help="a file with the secret key")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _var_dir(variables: Variables) -> Path:
    return Path(variables.text("VAR_DIR", str(ROOT / "var"))).resolve()


def _make_key(env_file: Path) -> None:
    if os.environ.get("BACKUP_KEY"):
        raise BackupError(
            f"There is a BACKUP_KEY in {env_file} already. For a new key take that line out; what "
            "was written for the old one opens with the old one."
        )
    public, secret = make_key()
    append_values(env_file, {"BACKUP_KEY": public})
    _say(KEEP.format(secret=secret, env_file=env_file))


def _write(target: Path) -> None:
    variables = Variables(os.environ)
    public_key = variables.text("BACKUP_KEY")
    if not public_key:
        raise BackupError(
            "There is no BACKUP_KEY yet. `python -m surveyproj.backup key` draws it, once."
        )
    var_dir = _var_dir(variables)
    database = choose_database(variables.database("DATABASE_URL", var_dir / "linktrace.sqlite3"))
    with work_in(var_dir) as folder:
        dump = folder / "database"
        written_at = datetime.now(UTC).isoformat(timespec="seconds")
        counts, migrations = database.dump(dump)
        secrets = {name: variables.secret(name) for name in SECRETS} | {"BACKUP_KEY": public_key}
        manifest = Manifest(written_at, database.engine, secrets, migrations, counts)
        seal(manifest, dump, target, public_key)
    responses = counts.get("surveys_response", 0)
    size = target.stat().st_size / 1e6
    _say(f"Wrote {target}: {responses:,} interviews, {sum(counts.values()):,} rows, {size:.1f} MB.")


def _restore(source: Path, key_file: Path | None, env_file: Path) -> None:
    variables = Variables(os.environ)
    var_dir = _var_dir(variables)
    database = choose_database(variables.database("DATABASE_URL", var_dir / "linktrace.sqlite3"))
    database.require_empty()
    if not source.exists():
        raise BackupError(f"There is no file {source}.")
    secret_key = key_file.read_text() if key_file else getpass("Secret key of the backup: ")
    with work_in(var_dir) as folder:
        lock = claim(var_dir)
        manifest, dump = unseal(source, folder, secret_key)
        _require_fitting(manifest, database.engine)
        # Before the data: without these, the next start would draw others, and every coupon die.
        absent = [name for name in manifest.secrets if not variables.text(name)]
        append_values(env_file, {name: manifest.secrets[name] for name in absent})
        database.load(dump, manifest.counts)
        forget_prepared(var_dir)
        os.close(lock)
    rows = sum(manifest.counts.values())
    _say(
        f"Restored {manifest.counts.get('surveys_response', 0):,} interviews, {rows:,} rows, as "
        f"they were at {manifest.written_at}; answers and withdrawals since then are not among "
        "them. `make run` starts it."
    )


def _require_fitting(manifest: Manifest, engine: str) -> None:
    if manifest.engine != engine:
        raise BackupError(
            f"The backup is of {manifest.engine}, and DATABASE_URL names {engine}. Restore it into "
            f"{manifest.engine}."
        )
    unknown = [
        f"{app} {name}"
        for app, name in manifest.migrations
        if app in APPS and not (ROOT / app / "migrations" / f"{name}.py").exists()
    ]
    if unknown:
        raise BackupError(
            f"The backup is of a newer release (migration {unknown[-1]}); install that first."
        )
    own = {name: os.environ.get(name) or value for name, value in manifest.secrets.items()}
    different = [name for name in SECRETS if own.get(name) != manifest.secrets.get(name)]
    if different:
        raise BackupError(
            f"{' and '.join(different)} of this place differ from those of the backup, with which "
            "coupons and codes were made. Take these lines out of .env and restore again."
        )


if __name__ == "__main__":
    sys.exit(main())
