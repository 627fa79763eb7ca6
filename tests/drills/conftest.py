"""What drills share: an installation on either database, and one table at the end."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.drills.disk import SmallDisk, mount_small_disk
from tests.drills.postgres import Postgres, run_postgres
from tests.drills.table import Record, attach, draw, find_rows
from tests.drills.wire import lay_wire
from tests.run.installation import Installation


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the drills out where processes cannot be found in /proc."""
    skip = pytest.mark.skip(reason="drills look for processes in /proc")
    for item in items:
        if item.get_closest_marker("drill") and sys.platform != "linux":
            item.add_marker(skip)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table in the order of the drills."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    calls = sorted((one for one in reports if one.when == "call"), key=lambda one: one.start)
    rows = [(row, report.outcome) for report in calls for row in find_rows(report)]
    if rows:
        terminalreporter.section("drills")
        for line in draw(rows):
            terminalreporter.write_line(line)


@pytest.fixture
def record(record_property: Callable[[str, object], None]) -> Record:
    """Keep a row of the table."""
    return attach(record_property)


@pytest.fixture(params=["sqlite", "postgresql"])
def postgres(request: pytest.FixtureRequest) -> Iterator[Postgres | None]:
    """A server of its own, or None for SQLite; skipped where there is none.

    "wired" is a server whose packets can be dropped.
    """
    if request.param == "sqlite":
        yield None
        return
    with ExitStack() as stack:
        wire = stack.enter_context(lay_wire()) if request.param == "wired" else None
        if request.param == "wired" and wire is None:
            pytest.skip("no wire can be laid here: it takes root, ip, unshare and nsenter")
        server = stack.enter_context(run_postgres(wire))
        if server is None:
            pytest.skip("no PostgreSQL server is installed")
        yield server


@pytest.fixture
def database(postgres: Postgres | None) -> str:
    """The name for the table."""
    return "postgresql" if postgres else "sqlite"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A small disk for the data of an installation."""
    with mount_small_disk(tmp_path / "var", "64m") as mounted:
        if mounted is None:
            pytest.skip("a disk cannot be mounted here: unshare or nsenter is missing or refused")
        yield mounted


@pytest.fixture
def installation(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: Postgres | None
) -> Iterator[Installation]:
    """An installation that is not yet started, and is gone at the end; on `disk` if one is used."""
    disk = request.getfixturevalue("disk") if "disk" in request.fixturenames else None
    services = {"DATABASE_URL": postgres.url} if postgres else {}
    place = Installation(tmp_path, disk=disk, services=services)
    yield place
    if place.process and place.process.poll() is None:
        place.kill_everything()
    place.wait_until_empty()
