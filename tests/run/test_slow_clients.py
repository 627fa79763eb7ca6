"""The web server waits for slow phones outside its threads, and keeps a lane for files."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.service import free_port
from tests.house.files import ROOT

pytestmark = [pytest.mark.drill, pytest.mark.skipif(os.name != "posix", reason="gunicorn")]

OURS, CONTROL = "surveyproj.webworker.WaitressWorker", "gthread"
HALF_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "
HALF_BODY = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4000\r\n\r\nx"


@dataclass
class Server:
    """A web process with two threads, started for one test."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def ask(self, path: str = "/", timeout: float = 5) -> int:
        """Return the status of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def send(self, head: bytes) -> socket.socket:
        """Open a connection, send this and leave it open."""
        client = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        client.sendall(head)
        return client


@pytest.fixture(name="serve")
def _serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    with ExitStack() as stack:
        log = tmp_path / "web.log"
        yield lambda worker=OURS, *more: stack.enter_context(_start(worker, log, more))


@contextmanager
def _start(worker: str, log: Path, more: tuple[str, ...]) -> Iterator[Server]:
    port = free_port()
    config = ["-c", "python:surveyproj.webserver", "-k", worker, *more]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *config, "tests.run.sleepy:application"],
            cwd=ROOT,
            env=os.environ
            | {"WEB_BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "1", "WEB_THREADS": "2"},
            stderr=file,
        )
    server = Server(port, process, log)
    try:
        _wait_for(server)
        yield server
    finally:
        process.kill()
        process.wait()


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            server.ask()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(server.log.read_text())


@pytest.mark.parametrize("sent", [b"", HALF_HEAD, HALF_BODY], ids=["nothing", "head", "body"])
def test_phones_that_stop_amid_a_request_hold_nobody_up(
    serve: Callable[..., Server], sent: bytes
) -> None:
    server = serve()
    with ExitStack() as crowd:
        for _ in range(60):
            crowd.enter_context(server.send(sent))
        assert server.ask() == 200


@pytest.mark.parametrize("sent", [HALF_HEAD, HALF_BODY], ids=["head", "body"])
def test_control_that_waits_in_its_threads_stands_still(
    serve: Callable[..., Server], sent: bytes
) -> None:
    server = serve(CONTROL)
    with ExitStack() as crowd:
        for _ in range(60):
            crowd.enter_context(server.send(sent))
        with pytest.raises(TimeoutError):
            server.ask(timeout=3)


def test_files_and_health_are_answered_while_every_thread_is_busy(
    serve: Callable[..., Server],
) -> None:
    server = serve()
    with ExitStack() as busy:
        for _ in range(4):
            busy.enter_context(server.send(b"GET /sleep/8 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
        time.sleep(0.2)
        assert server.ask("/static/x.css", timeout=4) == 200
        assert server.ask("/health/", timeout=4) == 200
        with pytest.raises(TimeoutError):
            server.ask("/", timeout=1)


def test_newcomer_pushes_out_the_oldest_that_asks_for_nothing(
    serve: Callable[..., Server],
) -> None:
    server = serve(OURS, "--worker-connections=50")
    with ExitStack() as crowd:
        first = crowd.enter_context(server.send(HALF_HEAD))
        for _ in range(60):
            crowd.enter_context(server.send(HALF_HEAD))
        assert server.ask() == 200
        assert first.recv(1) == b""


def test_request_under_way_is_answered_before_the_server_stops(
    serve: Callable[..., Server],
) -> None:
    server = serve()
    with server.send(b"GET /sleep/3 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") as client:
        time.sleep(1)
        server.process.send_signal(signal.SIGTERM)
        assert client.recv(100).startswith(b"HTTP/1.1 200")
    assert server.process.wait(timeout=10) == 0


def test_crash_is_logged_without_what_was_asked_for(serve: Callable[..., Server]) -> None:
    server = serve()
    assert server.ask("/crash/zq7kq4m2xwpbtnqq") == 500
    log = server.log.read_text()
    assert "This crash is meant." in log
    assert "zq7kq4m2xwpbtnqq" not in log
