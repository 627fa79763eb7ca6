"""A backup is refused with a sentence wherever it could not be written or would overwrite."""

import os
import re
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from surveyproj.backup.__main__ import main
from surveyproj.backup.archive import Manifest, make_key, seal

SECRETS = "SECRET_KEY=" + "s" * 40 + "\nCODE_KEY=" + "c" * 40 + "\n"
Call = Callable[..., str]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small installation: secrets, and a database with two rows."""
    move_to(tmp_path / "old", monkeypatch)
    (tmp_path / "old" / ".env").write_text(SECRETS)
    with closing(sqlite3.connect(tmp_path / "old" / "var" / "linktrace.sqlite3")) as database:
        database.executescript(
            """CREATE TABLE django_migrations (app, name);
            INSERT INTO django_migrations VALUES ('surveys', '0001_initial');
            CREATE TABLE surveys_response (id); INSERT INTO surveys_response VALUES (1), (2)"""
        )
    return tmp_path / "old"


def move_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next call work in `folder`, which is made empty."""
    (folder / "var").mkdir(parents=True)
    for name in ("SECRET_KEY", "CODE_KEY", "DATABASE_URL", "BACKUP_KEY"):
        monkeypatch.setenv(name, "")
        os.environ.pop(name)
    monkeypatch.setenv("VAR_DIR", str(folder / "var"))
    monkeypatch.setenv("ENV_FILE", str(folder / ".env"))


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command: what it printed, or raise what it refused with."""

    def run(*arguments: object) -> str:
        monkeypatch.setattr(sys, "argv", ["backup", *map(str, arguments)])
        capsys.readouterr()
        code = main()
        out, err = capsys.readouterr()
        if code:
            raise AssertionError(err)
        return out

    return run


@pytest.fixture
def secret(place: Path, call: Call) -> Path:
    """A file with the secret key of the installation's backups."""
    found = re.search("AGE-SECRET-KEY-1[A-Z0-9]+", call("key"))
    assert found
    path = place.with_name("secret")
    path.write_text(found[0] + "\n")
    return path


@pytest.fixture
def backup(place: Path, secret: Path, call: Call) -> Path:
    call("write", place.with_name("all.age"))
    return place.with_name("all.age")


def test_restored_place_has_rows_secrets_and_key(
    place: Path, secret: Path, backup: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = place.with_name("new")
    move_to(new, monkeypatch)
    assert "2 interviews" in call("restore", backup, "--key-file", secret)
    with closing(sqlite3.connect(new / "var" / "linktrace.sqlite3")) as database:
        assert database.execute("SELECT id FROM surveys_response").fetchall() == [(1,), (2,)]
    assert (new / ".env").read_text() == (place / ".env").read_text()
    assert (new / ".env").stat().st_mode & 0o077 == 0
    assert not (new / "var" / "backup").exists()


def test_backup_shows_nothing_to_whoever_has_no_key(backup: Path) -> None:
    assert backup.read_bytes().startswith(b"age-encryption.org/v1")
    assert b"surveys_response" not in backup.read_bytes()
    assert b"c" * 40 not in backup.read_bytes()
    assert backup.stat().st_mode & 0o077 == 0


def test_secret_key_is_printed_once_and_kept_nowhere(place: Path, secret: Path, call: Call) -> None:
    written = secret.read_text().strip()
    assert all(written.encode() not in path.read_bytes() for path in place.rglob("*.*"))
    with pytest.raises(AssertionError, match=r"BACKUP_KEY in .* already"):
        call("key")


def test_without_a_key_nothing_is_written(place: Path, call: Call) -> None:
    with pytest.raises(AssertionError, match="no BACKUP_KEY yet"):
        call("write", place / "all.age")
    assert not (place / "all.age").exists()


def test_existing_file_is_left_as_it_is(backup: Path, call: Call) -> None:
    before = backup.read_bytes()
    with pytest.raises(AssertionError, match="exists already"):
        call("write", backup)
    assert backup.read_bytes() == before


def test_unreachable_folder_is_named_and_nothing_stays(
    place: Path, secret: Path, call: Call
) -> None:
    with pytest.raises(AssertionError, match="missing"):
        call("write", place / "missing" / "all.age")
    assert not (place / "var" / "backup").exists()


def test_broken_database_is_told_of(place: Path, secret: Path, call: Call) -> None:
    (place / "var" / "linktrace.sqlite3").write_bytes(b"x" * 5000)
    with pytest.raises(AssertionError, match="The database failed: file is not a database"):
        call("write", place / "all.age")
    assert not (place / "all.age").exists()


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (make_key()[1], "not written for this key"),
        ("AGE-SECRET-KEY-1", "begins with AGE-SECRET-KEY-1"),
        ("correct horse", "begins with AGE-SECRET-KEY-1"),
        ("", "begins with AGE-SECRET-KEY-1"),
    ],
    ids=["another", "its beginning", "words", "nothing"],
)
def test_wrong_key_is_refused(
    place: Path,
    backup: Path,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    words: str,
) -> None:
    move_to(place.with_name("new"), monkeypatch)
    key_file = place.with_name("wrong")
    key_file.write_text(key)
    with pytest.raises(AssertionError, match=words):
        call("restore", backup, "--key-file", key_file)
    assert not (place.with_name("new") / ".env").exists()


def test_every_damaged_byte_is_noticed(
    place: Path, secret: Path, backup: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    move_to(place.with_name("new"), monkeypatch)
    whole = backup.read_bytes()
    for at in range(0, len(whole), 41):
        backup.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        with pytest.raises(AssertionError, match=r"damaged|not a backup|not written for this key"):
            call("restore", backup, "--key-file", secret)
    for length in (0, 100, len(whole) // 2, len(whole) - 1):
        backup.write_bytes(whole[:length])
        with pytest.raises(AssertionError, match=r"damaged|not a backup"):
            call("restore", backup, "--key-file", secret)
    assert not list(place.with_name("new").glob("var/*.sqlite3"))


def test_place_with_a_database_is_left_as_it_is(
    secret: Path, backup: Path, place: Path, call: Call
) -> None:
    before = (place / "var" / "linktrace.sqlite3").read_bytes()
    with pytest.raises(AssertionError, match="holds a database already"):
        call("restore", backup, "--key-file", secret)
    assert (place / "var" / "linktrace.sqlite3").read_bytes() == before


def test_place_with_other_secrets_is_refused(
    place: Path, secret: Path, backup: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = place.with_name("new")
    move_to(new, monkeypatch)
    (new / ".env").write_text("CODE_KEY=" + "x" * 40 + "\n")
    with pytest.raises(AssertionError, match="CODE_KEY of this place differ"):
        call("restore", backup, "--key-file", secret)
    assert not (new / "var" / "linktrace.sqlite3").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"engine": "postgresql"}, "Restore it into postgresql"),
        ({"migrations": [["surveys", "0999_later"]]}, "newer release .migration surveys 0999"),
        ({"format": 2}, "newer release"),
        ({"counts": {"surveys_response": 3}}, "Rows are missing or too many in: surveys_response"),
    ],
)
def test_what_does_not_fit_is_refused(
    place: Path,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, object],
    words: str,
) -> None:
    public, key = make_key()
    place.with_name("secret").write_text(key)
    dump = place / "dump"
    with closing(sqlite3.connect(dump)) as database:
        database.execute("CREATE TABLE surveys_response (id)")
    told = {"migrations": [], "counts": {"surveys_response": 0}, "engine": "sqlite", **change}
    manifest = Manifest(written_at="2026-11-01", secrets={}, **told)  # type: ignore[arg-type]
    seal(manifest, dump, place.with_name("all.age"), public)
    move_to(place.with_name("new"), monkeypatch)
    with pytest.raises(AssertionError, match=words):
        call("restore", place.with_name("all.age"), "--key-file", place.with_name("secret"))
    assert not list(place.with_name("new").glob("var/*.sqlite3"))
