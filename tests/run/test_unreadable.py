"""What cannot be read is refused by a real server, with headers, and hardly fills its log."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drills.unreadable import CODE, FOREIGN_CHARSET, UNREADABLE, compose, send
from tests.run.web import GET, WebServer, run_web_server

pytestmark = [pytest.mark.drill, pytest.mark.timeout(120)]

HEADERS = {
    "cache-control",
    "content-security-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
}
# Whoever leaves amid a request is not there to be answered.
LEFT = {"cut short", "parts cut short", "in cut chunks"}
# Whoever asks for a coupon meets an error.
CRASHING = f"GET /r/{CODE} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    with run_web_server(tmp_path_factory.mktemp("web") / "web.log") as web_server:
        yield web_server


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_refused_with_headers_and_one_line(
    server: WebServer, name: str
) -> None:
    before = server.read_log()
    status, headers = send(server.port, UNREADABLE[name])
    written = server.read_log().removeprefix(before)
    assert status == 0 if name in LEFT else 400 <= status < 500
    assert headers >= (set() if name in LEFT else HEADERS)
    assert written.count(b"\n") <= 1
    assert len(written) < 300


def test_body_over_the_limit_is_refused_before_it_is_sent(server: WebServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(compose(b"a", length="1000001"))
        assert connection.recv(12) == b"HTTP/1.1 413"


@pytest.mark.parametrize("charset", [b"hex", b"latin-1", b"klingon"])
def test_page_is_shown_whatever_charset_an_empty_request_names(
    server: WebServer, charset: bytes
) -> None:
    asked = GET.replace(b" HTTP", b"?a=1 HTTP")
    named = asked.replace(b"Connection", b"Content-Type: text/plain; charset=%s\r\nConnection")
    assert send(server.port, named % charset)[0] == 200


def test_log_holds_neither_code_nor_visitor(server: WebServer) -> None:
    for request in (*UNREADABLE.values(), CRASHING):
        send(server.port, request)
    assert CODE.encode() not in server.read_log()
    assert b"127.0.0.1" not in server.read_log()


def test_same_error_is_told_in_full_once_by_each_process(server: WebServer) -> None:
    before = server.read_log()
    assert {send(server.port, CRASHING)[0] for _ in range(40)} == {500}
    written = server.read_log().removeprefix(before)
    assert b" times within a minute]\n" in written
    assert written.count(b"\nRuntimeError: This crash is meant.") <= 2
    assert len(written) < 40 * 300


def test_full_log_stops_no_answer() -> None:
    with run_web_server(Path("/dev/full")) as server:
        assert {send(server.port, CRASHING)[0] for _ in range(20)} == {500}
        assert {send(server.port, FOREIGN_CHARSET)[0] for _ in range(20)} == {400}
        assert {send(server.port, compose())[0] for _ in range(20)} == {403}
        assert {send(server.port, GET)[0] for _ in range(20)} == {200}
