"""A small disk of one's own, and a flood of one request."""

import http.client
import os
import shutil
import socket
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.house.files import ROOT

# Root may mount in a namespace of its own; others first become root in one.
UNSHARES = (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"])
MOUNT = 'mount -t tmpfs -o size="$1",mode=700 tmpfs "$0" && echo mounted && exec sleep infinity'
GO = 'cd "$0" && exec "$@"'


@dataclass(frozen=True)
class SmallDisk:
    """A mounted disk that only those see who enter it."""

    folder: Path
    holder: int
    has_own_users: bool

    def enter(self, *command: str) -> list[str]:
        """Return the command that runs `command` where the disk is seen, in the repository."""
        users = ["--user", "--preserve-credentials"] if self.has_own_users else []
        entering = ["nsenter", f"--target={self.holder}", "--mount", *users]
        return [*entering, "sh", "-c", GO, str(ROOT), *command]

    @property
    def view(self) -> Path:
        """The folder as the processes outside may read it."""
        return Path(f"/proc/{self.holder}/root{self.folder}")

    def count_free(self) -> int:
        """Bytes that can still be written."""
        state = os.statvfs(self.view)
        return state.f_bavail * state.f_frsize

    def fill(self) -> None:
        """Write until not one byte more can be written."""
        with suppress(OSError), self._ballast.open("ab", buffering=0) as ballast:
            while ballast.write(bytes(65_536)):
                pass

    def make_room(self) -> None:
        """Take away what `fill` has written."""
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        return self.view / "ballast"

    def query_copy(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of one statement on a copy of the database, which must be whole."""
        # SQLite would follow the view to the same path outside of the disk.
        kept = self.folder.with_name("kept")
        kept.mkdir(exist_ok=True)
        for path in self.view.glob("linktrace.sqlite3*"):
            shutil.copy(path, kept)
        with closing(sqlite3.connect(kept / "linktrace.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return database.execute(statement).fetchall()


@contextmanager
def mount_small_disk(folder: Path, size: str) -> Iterator[SmallDisk | None]:
    """Mount a disk of `size` on `folder` until the block ends; None where that is not permitted."""
    folder.mkdir(parents=True, exist_ok=True)
    for unshare in UNSHARES if shutil.which("unshare") and shutil.which("nsenter") else ():
        command = [*unshare, "sh", "-c", MOUNT, str(folder), size]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdout=pipe, stderr=subprocess.DEVNULL) as holder:
            assert holder.stdout is not None
            if holder.stdout.readline() == b"mounted\n":
                try:
                    yield SmallDisk(folder, holder.pid, "--map-root-user" in unshare)
                finally:
                    holder.kill()
                return
    yield None


def flood(port: int, request: bytes, seconds: float) -> Counter[int]:
    """Send `request` as fast as one client can and count the statuses; 0 is no answer."""
    statuses: Counter[int] = Counter()
    connection: socket.socket | None = None
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            connection = connection or socket.create_connection(("127.0.0.1", port), timeout=30)
            connection.sendall(request)
            answer = http.client.HTTPResponse(connection, method="POST")
            answer.begin()
            answer.read()
            statuses[answer.status] += 1
            is_over = answer.will_close
        except (OSError, http.client.HTTPException):
            statuses[0] += 1
            is_over = True
        if is_over and connection:
            connection.close()
            connection = None
    return statuses
