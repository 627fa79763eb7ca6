"""A small disk of one's own, and a flood of one request."""

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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
