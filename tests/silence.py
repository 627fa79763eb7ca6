"""A gate before a server: open it passes bytes on, silent it keeps them and answers nobody.

The kernel goes on acknowledging, as it does for a server that was stopped: no time-out of TCP or
of the server ever fires.
"""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Gate:
    """One gate; `port` is where it listens."""

    target: tuple[str, int]
    listener: socket.socket
    is_closed: bool = False
    _open: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        """Where clients come in."""
        return int(self.listener.getsockname()[1])

    def silence(self) -> None:
        """Keep every byte from now on."""
        self._open.clear()

    def speak(self) -> None:
        """Pass on what was kept, and all that comes."""
        self._open.set()

    def accept(self) -> None:
        """Serve until the listener is closed."""
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        self._open.wait()
        with client, suppress(OSError), socket.create_connection(self.target) as server:
            other = {client: server, server: client}
            while not self.is_closed:
                ready, _, _ = select.select([client, server], [], [], 0.2)
                for one in ready:
                    self._open.wait()
                    data = one.recv(65_536)
                    if not data:
                        return
                    other[one].sendall(data)


@contextmanager
def make_gate(host: str, port: int) -> Iterator[Gate]:
    """Open a gate before a server of this machine."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as listener:
        gate = Gate((host, port), listener)
        gate.speak()
        threading.Thread(target=gate.accept, daemon=True).start()
        yield gate
        gate.is_closed = True
        gate.speak()
