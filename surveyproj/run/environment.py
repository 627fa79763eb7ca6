"""Where a run stands: its secrets, its address for phones, its port."""

import errno
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

SECRETS = ("SECRET_KEY", "CODE_KEY")
PORTS_TRIED = 20
EVERY_INTERFACE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


class NoFreePortError(Exception):
    """The wanted port and all that follow are taken."""


class UnknownHostError(Exception):
    """No address of this machine goes by that name."""


@dataclass(frozen=True)
class Listening:
    """Where the web server listens: as it was asked for, and as an address with a port."""

    name: str
    address: str
    port: int

    @property
    def local_address(self) -> str:
        """The address under which this machine itself reaches it."""
        return EVERY_INTERFACE.get(self.address, self.address)

    @property
    def local_url(self) -> str:
        """The same as the beginning of a URL."""
        return f"http://{_bracket(self.local_address)}:{self.port}"


def write_secrets(path: Path) -> bool:
    """Add the secrets that neither the environment nor `path` has; True if any was written.

    Call after `path` was read into the environment.
    """
    absent = [name for name in SECRETS if not os.environ.get(name)]
    append_values(path, {name: secrets.token_urlsafe(48) for name in absent})
    return bool(absent)


def append_values(path: Path, values: dict[str, str]) -> None:
    """Add lines to `path`, and the values to the environment. Only the owner may read the file."""
    if not values:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.fchmod(descriptor, 0o600)
    with os.fdopen(descriptor, "a") as file:
        if _is_last_line_open(path):
            file.write("\n")
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    os.environ.update(values)


def _is_last_line_open(path: Path) -> bool:
    """Whether the file ends amid a line, to which the next one would be glued."""
    written = path.read_bytes()
    return bool(written) and not written.endswith(b"\n")


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


def listen_at(host: str, wanted: int) -> Listening:
    """The first free port from `wanted` on, at an address of this machine named `host`."""
    host = host.strip("[]")
    family, address = _resolve(host)
    for port in range(wanted, min(wanted + PORTS_TRIED, 65_536)):
        if _can_listen(family, address, port):
            return Listening(host, address, port)
    raise NoFreePortError(f"Ports {wanted} to {wanted + PORTS_TRIED - 1} are taken; use --port.")


def _resolve(host: str) -> tuple[int, str]:
    """Family and address of a name; the older family first, as the web server prefers it."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnknownHostError(
            f"No address is known for the host {host!r}; use --host with a name or an address of "
            "this machine."
        ) from None
    family, *_, place = min(found, key=lambda one: one[0] != socket.AF_INET)
    return family, str(place[0])


def _can_listen(family: int, address: str, port: int) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except PermissionError:
            raise NoFreePortError(
                f"This account may not listen on port {port}; use --port with 1024 or more."
            ) from None
        except OSError as refusal:
            if refusal.errno == errno.EADDRNOTAVAIL:
                raise UnknownHostError(
                    f"{address} is not an address of this machine; choose another with --host."
                ) from None
            return False
    return True


def list_addresses(place: Listening) -> dict[str, str]:
    """BASE_URL and ALLOWED_HOSTS for this network, unless the environment says otherwise."""
    is_everywhere = place.address in EVERY_INTERFACE
    outside = find_lan_address() if is_everywhere else place.name
    names = {"127.0.0.1", "localhost", outside, place.local_address} - {None}
    given = {name.strip() for name in os.environ.get("ALLOWED_HOSTS", "").split(",")} - {""}
    hosts = given | {_bracket(str(name)) for name in names}
    url = f"http://{_bracket(outside)}:{place.port}" if outside else place.local_url
    return {
        "BASE_URL": os.environ.get("BASE_URL") or url,
        "ALLOWED_HOSTS": ",".join(sorted(hosts)),
        "WEB_BIND": f"{_bracket(place.address)}:{place.port}",
    }


def _bracket(address: str) -> str:
    """An address as it stands in a URL: the newer family in brackets."""
    return f"[{address}]" if ":" in address else address
