"""The two kinds of database: written to one file at one instant, and read back from it."""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from surveyproj.backup.errors import BackupError

INSTALLED = Path("/usr/lib/postgresql")
Counts = dict[str, int]
Migrations = list[list[str]]
APPLIED = "SELECT app, name FROM django_migrations ORDER BY app, name"


class Database(Protocol):
    """What a backup asks of either kind."""

    engine: str

    def dump(self, path: Path) -> tuple[Counts, Migrations]:
        """Write everything to `path`: the rows of each table and the migrations, as dumped."""

    def require_empty(self) -> None:
        """Raise `BackupError` unless nothing would be overwritten."""

    def load(self, path: Path, counts: Counts) -> None:
        """Bring everything back from `path`, wholly or not at all."""


class Sqlite:
    """A file; its copy is made page by page while others write."""

    engine = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path

    def dump(self, path: Path) -> tuple[Counts, Migrations]:
        """Copy by SQLite's own means, which never keeps a writer waiting in WAL mode."""
        if not self.path.exists():
            raise BackupError(f"There is no database at {self.path}; `make run` makes one.")
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
            # One file, without a log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            applied = [list(row) for row in copy.execute(APPLIED)]
            return _count_sqlite(copy), applied

    def require_empty(self) -> None:
        """Nothing may stand where the file goes."""
        if self.path.exists():
            raise BackupError(
                f"{self.path} holds a database already. Move it away, with its -wal and -shm, or "
                "set VAR_DIR to another folder."
            )

    def load(self, path: Path, counts: Counts) -> None:
        """Check the copy, then move it into its place in one step."""
        with closing(sqlite3.connect(path)) as copy:
            _compare(counts, _count_sqlite(copy))
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise BackupError("The database inside the backup is damaged.")
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        path.replace(self.path)


def _count_sqlite(database: sqlite3.Connection) -> Counts:
    names = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: int(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608
        for (name,) in names
    }


class Postgres:
    """A server's database; the server's own programs write and read it."""

    engine = "postgresql"

    def __init__(self, settings: dict[str, Any]) -> None:
        """Take Django's dictionary of the database."""
        known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
        place = {name: value for name, value in settings["OPTIONS"].items() if name in known}
        place |= {name: settings.get(name.upper()) or None for name in ("host", "port", "user")}
        self.name = settings["NAME"]
        self.password = settings.get("PASSWORD") or None
        self.place = make_conninfo("", **place, dbname=self.name)

    def dump(self, path: Path) -> tuple[Counts, Migrations]:
        """Dump the snapshot in which the rows are counted."""
        with self._connect() as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            [(snapshot,)] = connection.execute("SELECT pg_export_snapshot()").fetchall()
            self._run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}")
            applied = [list(row) for row in connection.execute(APPLIED).fetchall()]
            return _count_postgres(connection), applied

    def require_empty(self) -> None:
        """The database may hold no table."""
        with self._connect() as connection:
            found = _list_postgres(connection)
        if found:
            raise BackupError(
                f"The database {self.name} holds {len(found)} tables already. Make "
                "an empty one (`createdb`) and name it in DATABASE_URL."
            )

    def load(self, path: Path, counts: Counts) -> None:
        """Bring everything back in one transaction."""
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        self._run("pg_restore", *options, str(path))
        with self._connect() as connection:
            _compare(counts, _count_postgres(connection))

    def _connect(self) -> psycopg.Connection[Any]:
        try:
            return psycopg.connect(self.place, password=self.password)
        except psycopg.OperationalError as refusal:
            reason = next(iter(str(refusal).splitlines()), "")
            raise BackupError(f"PostgreSQL does not let us in: {reason}") from None

    def _run(self, name: str, *arguments: str) -> None:
        # Others on this machine may read command lines, but not the environment.
        secret = {"PGPASSWORD": self.password} if self.password else {}
        done = subprocess.run(
            [find_program(name), f"--dbname={self.place}", *arguments],
            check=False,
            env=os.environ | secret,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise BackupError(f"{name} failed: {done.stderr.strip()[:500]}")


def find_program(name: str) -> str:
    """Return the newest installed: an older one refuses a newer server."""
    versions = sorted(
        INSTALLED.glob(f"*/bin/{name}"),
        key=lambda path: [int(part) for part in re.findall(r"\d+", path.parts[-3])],
    )
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        raise BackupError(
            f"{name} is not installed; it comes with PostgreSQL's client programs "
            "(Debian: postgresql-client)."
        )
    return found


def _list_postgres(connection: psycopg.Connection[Any]) -> list[str]:
    rows = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    )
    return [str(name) for (name,) in rows.fetchall()]


def _count_postgres(connection: psycopg.Connection[Any]) -> Counts:
    counts = {}
    for name in _list_postgres(connection):
        counting = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
        [(counts[name],)] = connection.execute(counting).fetchall()
    return counts


def _compare(expected: Counts, found: Counts) -> None:
    if found != expected:
        different = sorted(
            name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)
        )
        raise BackupError(f"Rows are missing or too many in: {', '.join(different)}.")


def choose_database(settings: dict[str, Any]) -> Database:
    """Return the kind that Django's dictionary of the database names."""
    if settings["ENGINE"].endswith("sqlite3"):
        return Sqlite(Path(settings["NAME"]))
    return Postgres(settings)
