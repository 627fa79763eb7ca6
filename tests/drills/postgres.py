"""A PostgreSQL server of one's own, which may be stopped, killed and started again."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from surveyproj.backup.databases import find_program
from surveyproj.backup.errors import BackupError
from surveyproj.run.environment import listen_at
from tests.drills.wire import FAR, NETWORK, Wire

PATIENCE = 30.0
# Below those that the kernel lends to clients: one of them would keep the server from coming back.
FIRST_PORT = 15_400


def find_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs; None where no server is installed."""
    try:
        return Path(find_program("initdb")).parent
    except BackupError:
        return None


@dataclass
class Postgres:
    """One server in a folder of its own."""

    programs: Path
    folder: Path
    port: int
    # PostgreSQL refuses to run as root.
    user: str | None
    # Where there is one, the server is at its far end.
    wire: Wire | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgres://postgres@{self._host}:{self.port}/postgres"

    @property
    def _host(self) -> str:
        return FAR if self.wire else "127.0.0.1"

    def start(self) -> None:
        """Start it and wait until it answers; whenever it gives up, start it again."""
        if self.process is not None:
            # Until it is waited for, a killed server counts as one that still runs.
            self.process.wait(timeout=PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while True:
            if self.process is None or self.process.poll() is not None:
                self.process = self._launch()
            try:
                psycopg.connect(self.url, connect_timeout=3).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise TimeoutError((self.folder / "log").read_text()[-2000:]) from error
                time.sleep(0.1)
            else:
                return

    def _launch(self) -> subprocess.Popen[bytes]:
        options = ["-p", str(self.port), "-k", self.folder, "-c", f"listen_addresses={self._host}"]
        command = [*map(str, (self.programs / "postgres", "-D", self.folder / "data", *options))]
        if self.wire:
            assert self.user
            account = pwd.getpwnam(self.user)
            command = self.wire.enter(f"-S{account.pw_uid}", f"-G{account.pw_gid}", *command)
        user = None if self.wire else self.user
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, user=user, stdout=log, stderr=log)

    def send(self, number: int) -> None:
        """Send a signal to the server and to every process it started."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in (self.process.pid, *map(int, children.read_text().split())):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def stop(self) -> None:
        """End it at once; what it acknowledged is on disk."""
        if self.process is not None and self.process.poll() is None:
            self.send(signal.SIGCONT)
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=PATIENCE)


@contextmanager
def run_postgres(wire: Wire | None = None, data: Path | None = None) -> Iterator[Postgres | None]:
    """Run a server until the block ends, at the far end of a wire if there is one.

    It begins with a copy of `data`, if given. None where no server is installed.
    """
    programs = find_programs()
    if programs is None:
        yield None
        return
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="linktrace-postgres-"))
    if user:
        shutil.chown(folder, user)
    if data:
        subprocess.run(["cp", "-a", data, folder / "data"], check=True)
    else:
        initdb = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust"]
        subprocess.run([*initdb, "--no-sync"], user=user, check=True, stdout=subprocess.DEVNULL)
        with (folder / "data" / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {NETWORK} trust\n")
    port = listen_at("127.0.0.1", FIRST_PORT + os.getpid() % 500).port
    server = Postgres(programs, folder, port, user, wire)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
