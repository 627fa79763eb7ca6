"""A run of Linktrace in a folder of its own, as `make run` starts it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from surveyproj.run.environment import listen_at
from tests.drills.disk import SmallDisk
from tests.house.files import ROOT

PATIENCE = 120.0
# The test settings put these into the environment; a run decides them by itself.
OURS = (
    "SECRET_KEY",
    "CODE_KEY",
    "BASE_URL",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "BROKER_URL",
    "CACHE_URL",
)


@dataclass
class Installation:
    """One data folder, and the run on it."""

    folder: Path
    port: int = 0
    host: str = "127.0.0.1"
    process: subprocess.Popen[str] | None = None
    module: str = "surveyproj.run"
    # Where the code is.
    root: Path = ROOT
    disk: SmallDisk | None = None
    terminal: int | IO[bytes] = subprocess.PIPE
    services: dict[str, str] = field(default_factory=dict)

    def start(self) -> str:
        """Start it and wait for the banner; everything it printed. `wait` for one that refuses."""
        self.port = self.port or listen_at(self.host, 8400 + os.getpid() % 500).port
        self.process = self.launch()
        assert self.process.stdout is not None
        printed = ""
        for line in self.process.stdout:
            printed += line
            if "Ctrl-C" in line:
                return printed
        raise AssertionError(printed)

    def launch(self) -> subprocess.Popen[str]:
        """The process alone."""
        place = [f"--host={self.host}", f"--port={self.port}"]
        return subprocess.Popen(
            self._make_command("-m", self.module, *place),
            cwd=self.root,
            env=self._make_environment(),
            stdout=self.terminal,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def manage(self, command: str) -> str:
        """What `manage.py` prints beside the run; raises where it fails."""
        return self.call("manage.py", command)

    def place_seeds(self, count: int) -> list[str]:
        """The codes of so many new seeds."""
        return self.call("-m", "tests.drills.place_seeds", str(count)).split()

    def place_responses(self, count: int) -> None:
        """Copy the newest response so many times."""
        self.call("-m", "tests.drills.place_responses", str(count))

    def call(self, *arguments: str) -> str:
        """What this Python prints beside the run; raises where it fails."""
        return subprocess.run(
            self._make_command(*arguments),
            cwd=self.root,
            env=self._make_environment(),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    def _make_command(self, *arguments: str) -> list[str]:
        command = [sys.executable, *arguments]
        return self.disk.enter(*command) if self.disk else command

    def _make_environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        places = {"VAR_DIR": str(self.folder / "var"), "ENV_FILE": str(self.folder / ".env")}
        settings = {"DJANGO_SETTINGS_MODULE": "surveyproj.settings"}
        return {**kept, **places, **settings, **self.services}

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send a signal and wait for the end."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def read_health(self) -> dict[str, Any]:
        """What the health page says."""
        address = f"http://{self.host}:{self.port}/health/"
        with urllib.request.urlopen(address, timeout=10) as answer:
            body: dict[str, Any] = json.load(answer)
            return body

    def wait_until_whole(self) -> str:
        """The word of the health page once all parts are up, or as it is after a while."""
        deadline = time.monotonic() + PATIENCE
        status = ""
        while status != "ok" and time.monotonic() < deadline:
            time.sleep(0.5)
            with contextlib.suppress(OSError):
                status = self.read_health()["status"]
        return status

    def list_processes(self) -> list[str]:
        """Command lines of everything that works on this folder."""
        return list(self.find_processes().values())

    def kill_everything(self) -> None:
        """Kill every process of this folder at once, the run and its tether included."""
        for pid in self.find_processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    def find_processes(self) -> dict[int, str]:
        """Command lines of everything that works on this folder, by process."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                environment = (entry / "environ").read_bytes()
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            # The broker writes its title over its environment.
            if str(self.folder / "var").encode() in environment + command.encode():
                found[int(entry.name)] = command
        return found

    def wait_until_empty(self, patience: float = 30.0) -> list[str]:
        """What is still running after `patience` seconds."""
        deadline = time.monotonic() + patience
        while (left := self.list_processes()) and time.monotonic() < deadline:
            time.sleep(0.2)
        return left
