"""A network of two: this machine and a namespace, with a wire that drops every packet when cut."""

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Addresses for documentation, which are nobody's: four for each process that lays a wire.
NETWORK = "198.51.100.0/24"
FIRST = 4 * (os.getpid() % 64)
NEAR, FAR = f"198.51.100.{FIRST + 1}", f"198.51.100.{FIRST + 2}"
HOLD = "echo there && exec sleep infinity"
STATES = {"01": "established", "02": "opening"}


@dataclass(frozen=True)
class Wire:
    """Both ends; the far one is in the namespace that process `holder` keeps."""

    holder: int
    near: str
    far: str

    def enter(self, *command: str) -> list[str]:
        """Return the command that runs `command` at the far end."""
        return ["nsenter", f"--target={self.holder}", "--net", *command]

    def cut(self) -> None:
        """Drop what is sent in either direction; nobody is told."""
        _run(*self.enter("ip", "link", "set", self.far, "down"))

    def mend(self) -> None:
        """Carry packets again."""
        _run(*self.enter("ip", "link", "set", self.far, "up"))

    def count_waiting(self, port: int) -> Counter[str]:
        """Count the near end's connections to `port` that wait for an acknowledgement, by state."""
        waiting: Counter[str] = Counter()
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            _, _, remote, state, queues, *_ = line.split()
            is_unacknowledged = int(queues.partition(":")[0], 16) > 0
            if int(remote.partition(":")[2], 16) == port and (state == "02" or is_unacknowledged):
                waiting[STATES.get(state, "closing")] += 1
        return waiting


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@contextmanager
def lay_wire() -> Iterator[Wire | None]:
    """Lay a wire that is gone when the block ends; None where that is not permitted."""
    if not all(map(shutil.which, ("ip", "unshare", "nsenter"))):
        yield None
        return
    command = ["unshare", "--net", "sh", "-c", HOLD]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdout=pipe, stderr=nothing, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        wire = Wire(holder.pid, f"ltn{os.getpid()}", f"ltf{os.getpid()}")
        try:
            _lay(wire)
        except subprocess.CalledProcessError:
            holder.kill()
            yield None
            return
        try:
            yield wire
        finally:
            # The namespace, and with it the wire, ends with the last process in it.
            holder.kill()


def _lay(wire: Wire) -> None:
    ends = ("link", "add", wire.near, "type", "veth", "peer", "name", wire.far)
    _run("ip", *ends, "netns", str(wire.holder))
    _run(*wire.enter("ip", "address", "add", f"{FAR}/30", "dev", wire.far))
    _run(*wire.enter("ip", "link", "set", wire.far, "up"))
    _run("ip", "address", "add", f"{NEAR}/30", "dev", wire.near)
    _run("ip", "link", "set", wire.near, "up")
    # Nobody need ask where the far end is: unanswered, that would be told as "no route".
    card = _run(*wire.enter("ip", "-brief", "link", "show", wire.far)).split()[2]
    _run("ip", "neighbour", "replace", FAR, "lladdr", card, "dev", wire.near, "nud", "permanent")
