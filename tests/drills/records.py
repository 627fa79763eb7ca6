"""What an installation holds, asked for beside it."""

import sqlite3
from contextlib import closing
from typing import Any

import psycopg

from tests.run.installation import Installation


def query(installation: Installation, statement: str) -> list[tuple[Any, ...]]:
    """Return the rows of one statement on the installation's database."""
    url = installation.services.get("DATABASE_URL")
    database = (
        psycopg.connect(url)
        if url
        else sqlite3.connect(installation.folder / "var" / "linktrace.sqlite3")
    )
    with closing(database):
        return database.execute(statement).fetchall()  # type: ignore[arg-type,no-any-return]
