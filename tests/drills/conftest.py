"""What drills share: an installation on either database, and one table at the end."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.drills.disk import SmallDisk, mount_small_disk
from tests.drills.postgres import Postgres, find_programs, run_postgres
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


@dataclass(frozen=True)
class FirstStart:
    """What a first start leaves behind: the installation's folder, and the server's data."""

    folder: Path
    data: Path | None


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], FirstStart]:
    """Start once for each database, so that the drills need not wait for it again and again."""

    @cache
    def start(is_postgres: bool) -> FirstStart:
        folder = tmp_path_factory.mktemp("first")
        with run_postgres() if is_postgres else nullcontext() as server:
            services = {"DATABASE_URL": server.url} if server else {}
            place = Installation(folder, services=services)
            place.start()
            place.stop()
            place.wait_until_empty()
            if server is None:
                return FirstStart(folder, None)
            server.stop()
            data = tmp_path_factory.mktemp("server") / "data"
            subprocess.run(["cp", "-a", server.folder / "data", data], check=True)
            return FirstStart(folder, data)

    return start


def _is_fresh(request: pytest.FixtureRequest) -> bool:
    """Whether the drill's own disk, or an older release, makes the first start."""
    return not {"disk", "release"}.isdisjoint(request.fixturenames)


@pytest.fixture(params=["sqlite", "postgresql"])
def postgres(
    request: pytest.FixtureRequest, first_start: Callable[[bool], FirstStart]
) -> Iterator[Postgres | None]:
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
        data = None if _is_fresh(request) or not find_programs() else first_start(True).data
        server = stack.enter_context(run_postgres(wire, data))
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
    request: pytest.FixtureRequest,
    tmp_path: Path,
    postgres: Postgres | None,
    first_start: Callable[[bool], FirstStart],
) -> Iterator[Installation]:
    """An installation that is not yet started, and is gone at the end; on `disk` if one is used."""
    disk = request.getfixturevalue("disk") if "disk" in request.fixturenames else None
    if not _is_fresh(request):
        shutil.copytree(first_start(postgres is not None).folder, tmp_path, dirs_exist_ok=True)
    services = {"DATABASE_URL": postgres.url} if postgres else {}
    place = Installation(tmp_path, disk=disk, services=services)
    yield place
    if place.process and place.process.poll() is None:
        place.kill_everything()
    place.wait_until_empty()
