"""Where the web server listens, and under which addresses it may then be asked."""

import socket

import pytest

from surveyproj.run import environment
from surveyproj.run.environment import Listening, list_addresses, listen_at


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BASE_URL", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)


def test_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert listen_at("127.0.0.1", port).port > port


def test_name_without_an_address_is_refused_by_name() -> None:
    with pytest.raises(environment.UnknownHostError, match=r"no-such-host\.invalid"):
        listen_at("no-such-host.invalid", 8000)


def test_address_of_another_machine_is_refused_by_itself() -> None:
    with pytest.raises(environment.UnknownHostError, match=r"192\.0\.2\.7 is not an address"):
        listen_at("192.0.2.7", 8000)


@pytest.mark.parametrize(
    ("place", "url", "host", "bind"),
    [
        (Listening("127.0.0.2", "127.0.0.2", 80), "http://127.0.0.2:80", "127.0.0.2", None),
        (Listening("::1", "::1", 80), "http://[::1]:80", "[::1]", "[::1]:80"),
        (Listening("pc.lan", "192.0.2.7", 80), "http://pc.lan:80", "pc.lan", "192.0.2.7:80"),
    ],
)
def test_wished_address_is_used_and_allowed(
    place: Listening, url: str, host: str, bind: str | None
) -> None:
    addresses = list_addresses(place)
    assert (addresses["BASE_URL"], addresses["WEB_BIND"]) == (url, bind or f"{host}:80")
    assert host in addresses["ALLOWED_HOSTS"].split(",")


@pytest.mark.parametrize(
    ("address", "asked"),
    [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("192.0.2.7", "192.0.2.7")],
)
def test_health_is_asked_where_the_server_listens(address: str, asked: str) -> None:
    assert Listening("pc.lan", address, 80).local_address == asked


def test_every_interface_gives_phones_the_address_in_their_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(environment, "find_lan_address", lambda: "192.0.2.7")
    addresses = list_addresses(Listening("0.0.0.0", "0.0.0.0", 80))
    assert addresses["BASE_URL"] == "http://192.0.2.7:80"
    assert addresses["ALLOWED_HOSTS"] == "127.0.0.1,192.0.2.7,localhost"
