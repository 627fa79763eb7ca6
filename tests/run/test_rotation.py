"""The logs of a run stay small while its programs write them, and no line is torn."""

import multiprocessing
import os
import re
import time
from pathlib import Path

import pytest

from surveyproj.run import rotation
from surveyproj.run.processes import Program, Supervisor
from surveyproj.run.rotation import rotate

LINE = re.compile(rb"writer (\d) line (\d+) x{60}")
LINES = 4_000


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place of a log that is full at 100 KB and kept up to 130 KB."""
    monkeypatch.setattr(rotation, "FULL_AT", 100_000)
    monkeypatch.setattr(rotation, "MOST_KEPT", 130_000)
    return tmp_path / "web.log"


def _write(path: Path, writer: int, count: int, pause: float = 0) -> None:
    """Write as a program does that inherited the file."""
    with path.open("ab", buffering=0) as log:
        for number in range(count):
            log.write(b"writer %d line %d %s\n" % (writer, number, b"x" * 60))
            time.sleep(pause)


def _read(*paths: Path) -> list[tuple[int, int]]:
    """Writer and number of every line; fails on one that is not whole."""
    lines = b"".join(path.read_bytes() for path in paths).splitlines()
    found = [LINE.fullmatch(line) for line in lines]
    assert None not in found
    return [(int(match[1]), int(match[2])) for match in found if match]


def test_log_below_the_limit_is_left_alone(log: Path) -> None:
    _write(log, 1, 1_000)
    rotate(log)
    assert len(_read(log)) == 1_000
    assert not log.with_name("web.log.1").exists()


def test_full_log_is_emptied_and_its_lines_are_kept(log: Path) -> None:
    _write(log, 1, 1_400)
    rotate(log)
    assert log.stat().st_size == 0
    assert len(_read(log.with_name("web.log.1"))) == 1_400


def test_of_a_log_far_beyond_the_limit_the_last_whole_lines_are_kept(log: Path) -> None:
    _write(log, 1, 10_000)
    rotate(log)
    kept = log.with_name("web.log.1")
    assert 129_900 < kept.stat().st_size <= 130_000
    assert _read(kept)[-1] == (1, 9_999)


def test_older_log_makes_room_for_the_next(log: Path) -> None:
    for writer in (1, 2):
        _write(log, writer, 1_400)
        rotate(log)
    assert {writer for writer, _ in _read(log.with_name("web.log.1"))} == {2}


def test_log_is_emptied_where_no_copy_can_be_made(log: Path) -> None:
    _write(log, 1, 1_400)
    log.with_name("web.log.1").symlink_to("/dev/full")
    rotate(log)
    assert log.stat().st_size == 0
    assert not os.path.lexists(log.with_name("web.log.1"))


def test_programs_that_go_on_writing_lose_hardly_a_line_and_tear_none(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "MOST_KEPT", 10_000_000)
    log.touch()
    start = multiprocessing.get_context("fork").Process
    writers = [start(target=_write, args=(log, writer, LINES, 0.0001)) for writer in (1, 2)]
    for writer in writers:
        writer.start()
    kept, seen = log.with_name("web.log.1"), []
    while any(writer.is_alive() for writer in writers):
        time.sleep(0.05)
        if log.stat().st_size >= 100_000:
            rotate(log)
            seen += _read(kept)
    assert seen
    seen += _read(log)
    assert len(seen) == len(set(seen))
    # A line may fall into the instant of an emptying, which a busy machine makes longer.
    assert 2 * LINES - len(seen) < LINES // 20


def test_supervisor_shortens_the_log_of_a_running_program(log: Path) -> None:
    lock = os.open(log.parent, os.O_RDONLY)
    supervisor = Supervisor(os.environ, log.parent, lock, say=print)
    supervisor.open()
    supervisor.start(Program("web", ["sh", "-c", "while :; do seq 10000; sleep 0.01; done"]))
    deadline = time.monotonic() + 20
    while not log.with_name("web.log.1").exists() and time.monotonic() < deadline:
        supervisor.watch()
        time.sleep(0.02)
    supervisor.stop()
    os.close(lock)
    assert log.with_name("web.log.1").exists()
    assert log.stat().st_size < 10_000_000
