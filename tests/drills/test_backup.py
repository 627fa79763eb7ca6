"""A backup is written under saves, and comes back whole in another place, or not at all."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from benchmarks.http import Browser
from surveyproj.backup.archive import make_key
from surveyproj.backup.databases import find_program
from tests.drills.extent import allow, choose
from tests.drills.phones import Phone, await_saves, count_gone, note, use_phones
from tests.drills.postgres import Postgres
from tests.drills.records import query
from tests.drills.table import Record, Row
from tests.run.installation import Installation

pytestmark = [pytest.mark.drill, pytest.mark.timeout(300)]

PHONES, PAUSE = 8, 0.3
COPIES = int(choose(20_000, 500))
YEARS = """SELECT answers ->> 'birth_year' FROM surveys_response
WHERE respondent_id IN (SELECT id FROM surveys_respondent WHERE pseudonym NOT LIKE 'copy-%')"""
RESPONSES = """SELECT id, state, CAST(answers AS text) FROM surveys_response
WHERE respondent_id IN (SELECT id FROM surveys_respondent WHERE pseudonym LIKE 'copy-%')
ORDER BY id"""
COPIED = 40


class Filled(NamedTuple):
    """What an installation holds: the code of an unused coupon, and phones that save."""

    unused: str
    phones: list[Phone]


@pytest.fixture
def other(tmp_path: Path, postgres: Postgres | None) -> Iterator[Installation]:
    """An empty place to restore into; on PostgreSQL a database of its own."""
    services = {}
    if postgres:
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE restored")
        services["DATABASE_URL"] = postgres.url.removesuffix("postgres") + "restored"
    place = Installation(tmp_path / "other", services=services)
    place.folder.mkdir()
    yield place
    if place.process and place.process.poll() is None:
        place.kill_everything()
    place.wait_until_empty()


@pytest.fixture
def filled(installation: Installation) -> Iterator[Filled]:
    """Fill the installation and let phones save."""
    installation.start()
    unused, *codes = installation.place_seeds(PHONES + 1)
    with use_phones(installation.port, codes, PAUSE) as phones:
        installation.place_responses(COPIES)
        # A save that waited for all these to be written has been answered before waits are judged.
        await_saves(phones, 1)
        for phone in phones:
            phone.longest = 0.0
        yield Filled(unused, phones)


def _restore(place: Installation, file: Path, secret: str) -> None:
    key_file = place.folder.with_name("secret")
    key_file.write_text(secret)
    place.call("-m", "surveyproj.backup", "restore", str(file), f"--key-file={key_file}")


def _spoil(file: Path) -> Iterator[Path]:
    """Give copies of a file that are damaged at the beginning, amid, at the end, or cut short."""
    whole = file.read_bytes()
    spoilt = file.with_suffix(".spoilt")
    for place in (3, 60, 150, len(whole) // 2, len(whole) - 1):
        spoilt.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        yield spoilt
    for length in (0, len(whole) // 2, len(whole) - 1):
        spoilt.write_bytes(whole[:length])
        yield spoilt


def _draw_key(installation: Installation) -> str:
    drawn = installation.call("-m", "surveyproj.backup", "key")
    found = re.search("AGE-SECRET-KEY-1[A-Z0-9]+", drawn)
    assert found
    return found[0]


def _count_refused(other: Installation, file: Path, secret: str) -> int:
    """Try every damaged file and another key: how many, as each must leave the place empty."""
    refused = 0
    spoilt = ((one, secret) for one in _spoil(file))
    for path, key in chain(spoilt, [(file, make_key()[1])]):
        with pytest.raises(subprocess.CalledProcessError):
            _restore(other, path, key)
        assert _is_untouched(other)
        refused += 1
    return refused


def _is_untouched(place: Installation) -> bool:
    tables = place.services and query(place, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")
    left = {path.name for path in place.folder.rglob("*")}
    return not tables and left <= {"var", "backup.lock", "run.lock"}


def test_backup_under_saves_comes_back_whole_or_not_at_all(
    installation: Installation,
    other: Installation,
    filled: Filled,
    database: str,
    record: Record,
) -> None:
    phones = filled.phones
    secret = _draw_key(installation)
    file = installation.folder / "linktrace.age"
    before, began = note(phones), time.monotonic()
    installation.call("-m", "surveyproj.backup", "write", str(file))
    seconds, after = time.monotonic() - began, note(phones)
    copies = query(installation, RESPONSES)

    refused = _count_refused(other, file, secret)
    began = time.monotonic()
    _restore(other, file, secret)
    other.start()
    browser = Browser("127.0.0.1", other.port)
    _, _, text = browser.get(f"/r/{filled.unused}", name="landing")
    back = time.monotonic() - began
    years = [int(year) for (year,) in query(other, YEARS)]
    row = Row(
        "backup under saves, restored",
        database,
        acknowledged=sum(count for count, _ in before),
        lost=count_gone(years, before, after),
        doubled=len(years) - PHONES,
        longest=max(phone.longest for phone in phones),
        back=back,
        remark=f"{COPIES:,} more, written in {seconds:.1f} s; {refused} bad files or keys refused",
    )
    record(row)
    assert file.stat().st_mode & 0o077 == 0
    assert query(other, RESPONSES) == copies
    assert (row.lost, row.doubled) == (0, 0)
    assert row.longest < allow(2)
    # The coupon still opens: its code is made with a secret that came back as well.
    assert "box_participate" in text


@pytest.mark.parametrize("postgres", ["sqlite"], indirect=True)
def test_control_copied_file_lacks_what_was_acknowledged(
    installation: Installation,
    other: Installation,
    filled: Filled,
    database: str,
    record: Record,
) -> None:
    phones = filled.phones
    (other.folder / "var").mkdir()
    lost = 0
    # Some copies are lucky: SQLite has just moved its log into the file.
    for _ in range(COPIED):
        before = note(phones)
        shutil.copy(installation.folder / "var" / "linktrace.sqlite3", other.folder / "var")
        years = [int(year or 0) for (year,) in query(other, YEARS)]
        lost += count_gone(years, before, note(phones))
        time.sleep(0.05)
    acknowledged = sum(count for count, _ in before)
    remark = f"{COPIED} copies"
    record(Row("control: file alone copied", database, acknowledged, lost, remark=remark))
    assert lost > 0


@pytest.mark.parametrize("postgres", ["postgresql"], indirect=True)
def test_control_damage_of_a_plain_dump_goes_unnoticed(
    installation: Installation,
    other: Installation,
    postgres: Postgres,
    filled: Filled,
    database: str,
    record: Record,
) -> None:
    dump = subprocess.run([find_program("pg_dump"), postgres.url], check=True, capture_output=True)
    # One bit: a one becomes a three.
    damaged = dump.stdout.replace(b'"birth_year": 1', b'"birth_year": 3', 1)
    load = [find_program("psql"), "--set=ON_ERROR_STOP=1", other.services["DATABASE_URL"]]
    subprocess.run(load, input=damaged, check=True, capture_output=True)
    wrong = [year for (year,) in query(other, YEARS.partition("WHERE")[0]) if int(year or 0) > 3000]
    record(Row("control: plain dump, one bit wrong", database, lost=len(wrong)))
    assert len(wrong) == 1
