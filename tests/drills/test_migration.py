"""An upgrade under saves: the newest migration changes a filled database, and phones go on."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError

import pytest

from benchmarks.versions import ask_git, export_commit
from tests.drills.extent import allow, choose, whole_only
from tests.drills.phones import Phone, use_phones
from tests.drills.records import query
from tests.drills.table import Record, Row
from tests.house.files import ROOT
from tests.run.installation import Installation

pytestmark = [pytest.mark.drill, pytest.mark.timeout(300)]

COPIES = int(choose(20_000, 500))
PHONES, PAUSE = 8, 0.4
CONTROL_SECONDS = 8.0
COPIED = """surveys_pagevisit visit JOIN surveys_response response ON response.id = response_id
JOIN surveys_respondent respondent ON respondent.id = respondent_id AND pseudonym LIKE 'copy-%'"""
COUNTS = f"SELECT count(DISTINCT response.id), count(*) FROM {COPIED}"
MISNUMBERED = f"""SELECT response.id, kind FROM {COPIED} GROUP BY response.id, kind
HAVING min(visit_number) <> 1 OR max(visit_number) <> count(DISTINCT visit_number)
    OR count(*) <> count(last_visited_at)"""


@pytest.fixture
def release(tmp_path: Path) -> str:
    """Export the code before the newest migration: the commit that brought the migration."""
    try:
        # The one that added it: a later one may have changed no more than its way back.
        added = ask_git("log", "-1", "--diff-filter=A", "--format=%h", "--", "*/migrations/0*.py")
        newest = added.decode().strip()
        export_commit(f"{newest}^", tmp_path / "release")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("the release before the newest migration takes the history of git")
    return newest


@contextmanager
def _use_old_release(installation: Installation) -> Iterator[list[Phone]]:
    """Fill an installation of the former code and let phones save; it is stopped amid that."""
    installation.root = installation.folder / "release"
    installation.start()
    first, *codes = installation.place_seeds(PHONES + 1)
    with use_phones(installation.port, [first], 0.1):
        pass
    installation.place_responses(COPIES)
    with use_phones(installation.port, codes, PAUSE) as phones:
        yield phones


def _upgrade(installation: Installation, phones: list[Phone], stopped: float) -> float:
    """Start today's code on the same data, as `make run` does; seconds until all have saved."""
    installation.root, installation.module = ROOT, "surveyproj.run"
    installation.start()
    while any(phone.acknowledged_at < stopped for phone in phones):
        assert time.monotonic() < stopped + 60
        time.sleep(0.05)
    return time.monotonic() - stopped


def test_upgrade_keeps_every_row_and_is_back_at_once(
    installation: Installation, release: str, database: str, record: Record
) -> None:
    with _use_old_release(installation) as phones:
        counts = query(installation, COUNTS)
        stopped = time.monotonic()
        installation.stop()
        began = datetime.now(UTC)
        back = _upgrade(installation, phones, stopped)
        time.sleep(2)
    [(applied,)] = query(installation, "SELECT max(applied) FROM django_migrations")
    migrated = datetime.fromisoformat(str(applied))
    migrated = migrated if migrated.tzinfo else migrated.replace(tzinfo=UTC)
    row = Row(
        f"upgrade over migration {release}",
        database,
        acknowledged=sum(phone.acknowledged for phone in phones),
        lost=sum(phone.count_lost() for phone in phones),
        doubled=query(installation, "SELECT count(*) FROM surveys_response")[0][0]
        - (COPIES + 1 + PHONES),
        longest=max(phone.longest for phone in phones),
        back=back,
        remark=f"{counts[0][0]:,} responses, {counts[0][1]:,} visits; migrated "
        f"{(migrated - began).total_seconds():.1f} s after the start",
    )
    record(row)
    assert migrated > began
    assert counts[0][0] == COPIES
    assert query(installation, COUNTS) == counts
    assert query(installation, MISNUMBERED) == []
    assert (row.lost, row.doubled) == (0, 0)
    assert row.longest < allow(10)
    assert back < allow(30)


@whole_only
@pytest.mark.parametrize("postgres", ["sqlite"], indirect=True)
def test_control_new_code_on_old_tables_takes_no_save(
    installation: Installation, release: str, database: str, record: Record
) -> None:
    with _use_old_release(installation) as phones:
        installation.stop()
        stopped = time.monotonic()
        installation.root, installation.module = ROOT, "tests.drills.unmigrated"
        installation.process = installation.launch()
        statuses, saved = set(), 0
        while time.monotonic() < stopped + CONTROL_SECONDS:
            try:
                statuses.add(installation.read_health()["status"])
            except HTTPError as error:
                statuses.add(str(error.code))
            except OSError:
                pass
            saved = sum(phone.acknowledged_at > stopped for phone in phones)
            time.sleep(0.2)
        installation.stop()
        back = _upgrade(installation, phones, stopped)
    remark = f"health {', '.join(statuses)}; phones that saved: {saved}"
    record(Row("control: not migrated", database, back=back, remark=remark))
    assert statuses == {"503"}
    assert saved == 0
