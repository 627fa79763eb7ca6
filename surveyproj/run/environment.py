"""Where a run stands: its secrets, its address for phones, its port."""

import os
import secrets
import socket
from pathlib import Path

SECRETS = ("SECRET_KEY", "CODE_KEY")
PORTS_TRIED = 20


class NoFreePortError(Exception):
    """The wanted port and all that follow are taken."""


def write_secrets(path: Path) -> bool:
    """Add the secrets that neither the environment nor `path` has; True if any was written.

    Call after `path` was read into the environment. Only the owner may read the file.
    """
    absent = [name for name in SECRETS if not os.environ.get(name)]
    if not absent:
        return False
    values = {name: secrets.token_urlsafe(48) for name in absent}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.fchmod(descriptor, 0o600)
    with os.fdopen(descriptor, "a") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    os.environ.update(values)
    return True


def find_lan_address() -> str | None:
    """The address under which phones in the same network reach this machine.

    Connecting a datagram socket sends nothing; it only chooses the outgoing address.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith(("127.", "169.254.", "0.")) else address


def find_free_port(host: str, wanted: int) -> int:
    """The first free port from `wanted` on."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65_536)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise NoFreePortError(f"Ports {wanted} to {wanted + PORTS_TRIED - 1} are taken; use --port.")


def list_addresses(host: str, port: int) -> dict[str, str]:
    """BASE_URL and ALLOWED_HOSTS for this network, unless the environment says otherwise."""
    lan = find_lan_address() if host == "0.0.0.0" else None  # noqa: S104
    local = {"127.0.0.1", "localhost"}
    given = {name.strip() for name in os.environ.get("ALLOWED_HOSTS", "").split(",")} - {""}
    hosts = given | local | ({lan} if lan else set())
    return {
        "BASE_URL": os.environ.get("BASE_URL") or f"http://{lan or '127.0.0.1'}:{port}",
        "ALLOWED_HOSTS": ",".join(sorted(hosts)),
        "WEB_BIND": f"{host}:{port}",
    }
