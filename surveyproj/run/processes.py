"""Starts the programs of a run, starts a crashed one again with back-off, and ends them all."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from surveyproj.run.rotation import rotate
from surveyproj.run.tether import send

FIRST_DELAY, LONGEST_DELAY, CALM_AFTER = 0.5, 30.0, 60.0
STOP_PATIENCE = 10.0


@dataclass(frozen=True)
class Program:
    """One thing to keep running."""

    name: str
    command: Sequence[str]


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes]
    started: float
    delay: float = FIRST_DELAY
    due: float | None = None


@dataclass
class Supervisor:
    """The living programs of one run, each the leader of a process group of its own."""

    environment: Mapping[str, str]
    log_dir: Path
    lock: int
    say: Callable[[str], None]
    is_stopping: bool = False
    _children: list[_Child] = field(default_factory=list)
    _tether: subprocess.Popen[str] | None = None

    def open(self) -> None:
        """Catch the stop signals and start the tether; before any program."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        self.log_dir.mkdir(parents=True, exist_ok=True)
        # The tether inherits the lock: the folder is free only when nothing runs in it.
        self._tether = subprocess.Popen(
            [sys.executable, "-m", "surveyproj.run.tether"],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
            pass_fds=[self.lock],
        )

    def start(self, program: Program) -> None:
        """Start `program`; it is kept alive by `watch`."""
        self._children.append(_Child(program, self._spawn(program), time.monotonic()))

    def count_restarts(self, name: str) -> int:
        """How often in a row `name` ended soon after its start."""
        delays = [child.delay for child in self._children if child.program.name == name]
        return sum(round(delay / FIRST_DELAY).bit_length() - 1 for delay in delays)

    def watch(self) -> None:
        """One look at every program: note the ended, start again what is due, shorten its log."""
        for child in self._children:
            rotate(self._find_log(child.program))
            if child.due is not None:
                self._revive(child)
            elif child.process.poll() is not None:
                self._bury(child)

    def stop(self) -> None:
        """End every program; the first that was started (the broker) last."""
        self.is_stopping = True
        for children in (self._children[1:], self._children[:1]):
            self._end([child.process for child in children if child.due is None])
        self._tell("done")
        if self._tether is not None:
            self._tether.wait()

    def _end(self, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        for process in processes:
            send(os.kill, process.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_PATIENCE
        while time.monotonic() < deadline and any(one.poll() is None for one in processes):
            time.sleep(0.05)
        for process in processes:
            send(os.killpg, process.pid, signal.SIGKILL)
            process.wait()

    def _ask_to_stop(self, number: int, frame: object) -> None:
        self.is_stopping = True

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        with self._open_log(program) as log:
            process = subprocess.Popen(
                program.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._tell(f"+{process.pid}")
        return process

    def _find_log(self, program: Program) -> Path:
        return self.log_dir / f"{program.name}.log"

    def _open_log(self, program: Program) -> BinaryIO:
        try:
            return self._find_log(program).open("ab")
        except OSError as refusal:
            if refusal.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            # A full disk may refuse a new file; the program matters more than its log.
            return Path(os.devnull).open("ab")

    def _bury(self, child: _Child) -> None:
        send(os.killpg, child.process.pid, signal.SIGKILL)
        self._tell(f"-{child.process.pid}")
        lived = time.monotonic() - child.started
        if lived > CALM_AFTER:
            child.delay = FIRST_DELAY
        child.due = time.monotonic() + child.delay
        self.say(
            f"{child.program.name} ended (code {child.process.returncode}); starting it again in "
            f"{child.delay:g} s. See {self._find_log(child.program)}"
        )
        child.delay = min(child.delay * 2, LONGEST_DELAY)

    def _revive(self, child: _Child) -> None:
        if child.due is not None and time.monotonic() >= child.due:
            child.process, child.due = self._spawn(child.program), None
            child.started = time.monotonic()

    def _tell(self, word: str) -> None:
        if self._tether is None or self._tether.stdin is None:
            return
        try:
            self._tether.stdin.write(word + "\n")
            self._tether.stdin.flush()
        except BrokenPipeError:
            self._tether = None


def make_environment(values: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with `values` on top, unbuffered."""
    return {**os.environ, **values, "PYTHONUNBUFFERED": "1"}
