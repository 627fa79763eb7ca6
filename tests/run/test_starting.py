"""`make run` for real: it starts from nothing, refuses a twin, and leaves nothing behind."""

import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from surveyproj.run.environment import listen_at
from tests.run.installation import Installation

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    place = Installation(tmp_path)
    yield place
    if place.process and place.process.poll() is None:
        place.stop(signal.SIGKILL)
    place.wait_until_empty()


def test_it_starts_from_nothing_and_ends_without_a_rest(installation: Installation) -> None:
    printed = installation.start()
    assert "Password" in printed
    assert installation.read_health()["status"] in {"ok", "degraded"}
    assert stat.S_IMODE((installation.folder / ".env").stat().st_mode) == 0o600
    assert installation.stop() == 0
    assert installation.wait_until_empty(5) == []


def test_command_beside_a_run_hears_its_beat(installation: Installation) -> None:
    installation.start()
    deadline = time.monotonic() + 30
    while "status     ok" not in (printed := _ask_health(installation)):
        assert time.monotonic() < deadline, printed


def _ask_health(installation: Installation) -> str:
    try:
        return installation.manage("check_health")
    except subprocess.CalledProcessError as error:  # on a busy machine a part may be late
        return str(error)


def test_command_after_a_killed_run_does_not_ask_its_dead_broker(
    installation: Installation,
) -> None:
    installation.start()
    installation.kill_everything()
    assert (installation.folder / "var" / "broker.sock").exists()
    # Without the embedded one the cache is the process's own.
    assert "cache      ok" in installation.manage("check_health")


def test_killed_run_leaves_no_process_and_keeps_its_data(installation: Installation) -> None:
    first = installation.start()
    installation.stop(signal.SIGKILL)
    assert installation.wait_until_empty() == []
    second = installation.start()
    assert "shown once" not in second
    name = _find_line(first, "Username").split()[-1]
    assert f"manage.py changepassword {name}" in second
    assert _find_line(first, "/r/") == _find_line(second, "/r/")


def test_second_run_on_one_folder_says_so_and_stops(installation: Installation) -> None:
    installation.start()
    twin = installation.launch()
    assert "already running" in twin.communicate(timeout=60)[0]
    assert twin.returncode == 1


def test_taken_port_is_named_and_the_next_one_used(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        installation.port = taken.getsockname()[1]
        printed = installation.start()
    assert f"Port {installation.port} is taken" in printed


def test_moved_port_is_said_to_kill_the_links_of_the_last_run(installation: Installation) -> None:
    assert "lead nowhere" not in installation.start()
    installation.stop()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", installation.port))
        taken.listen()
        printed = installation.start()
    assert f"begin with http://127.0.0.1:{installation.port} and lead nowhere" in printed
    assert f'ARGS="--port {installation.port}"' in printed


def test_wished_address_is_where_it_answers(installation: Installation) -> None:
    installation.host = "127.0.0.2"
    printed = installation.start()
    assert f"http://127.0.0.2:{installation.port}/r/" in _find_line(printed, "/r/")
    assert installation.read_health()["status"] in {"ok", "degraded"}


def test_run_goes_on_where_its_terminal_cannot_be_written(installation: Installation) -> None:
    installation.port = listen_at(installation.host, 8400).port
    with Path("/dev/full").open("wb") as installation.terminal:
        installation.process = installation.launch()
    assert installation.wait_until_whole() == "ok"


def _find_line(printed: str, part: str) -> str:
    return next(line for line in printed.splitlines() if part in line)
