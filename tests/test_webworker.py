"""What one web process does when a connection fails it, as its loop sees it."""

import logging
import resource
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from waitress import wasyncore

from surveyproj.webworker import (
    IDLE_SECONDS,
    HidePaths,
    LanedServer,
    WaitressWorker,
    _start_threads,
)

LARGE = 40_000_000
ASK = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def _answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", str(LARGE))])
    return (b"x" * 1_000_000 for _ in range(LARGE // 1_000_000))


@pytest.fixture(name="server")
def _server() -> Iterator[LanedServer]:
    """A server whose loop the test turns itself."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    worker = cast(
        WaitressWorker,
        SimpleNamespace(cfg=SimpleNamespace(worker_connections=50), wsgi=_answer),
    )
    lanes = [_start_threads(1), _start_threads(1)]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield WaitressWorker._make_server(worker, listener, {}, lanes)
    for lane in lanes:
        lane.shutdown(timeout=1)
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def _connect(server: LanedServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.effective_port), timeout=5)


def _turn(server: LanedServer, is_over: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while not is_over() and time.monotonic() < deadline:
        wasyncore.poll2(0.05, server._map)
    return is_over()


def test_process_listens_on_after_a_connection_that_could_not_be_accepted(
    server: LanedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("dictionary changed size during iteration")

    with monkeypatch.context() as patch, _connect(server):
        patch.setattr(server, "channel_class", fail)
        wasyncore.poll2(1, server._map)
    with _connect(server):
        assert _turn(server, lambda: bool(server.active_channels))


def test_answer_that_nobody_reads_gives_its_thread_back(server: LanedServer) -> None:
    with _connect(server) as client:
        client.sendall(ASK)
        full = server.adj.outbuf_high_watermark
        assert _turn(
            server,
            lambda: any(one.total_outbufs_len > full for one in server.active_channels.values()),
        )
        server.maintenance(time.time() + IDLE_SECONDS + 1)
        assert not server.active_channels
        assert _turn(server, lambda: server.task_dispatcher.active_count == 0)


def test_connection_under_way_is_not_idle(server: LanedServer) -> None:
    with _connect(server) as client:
        client.sendall(ASK)
        assert _turn(server, lambda: any(one.requests for one in server.active_channels.values()))
        server.maintenance(time.time())
        assert not any(one.will_close for one in server.active_channels.values())


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("Exception while serving /r/zq7kq4m2xwpbtnqq", "Exception"),
        ("Exception when servicing <LoggedConnection connected 192.0.2.7 at 0x7f>", "Exception"),
        ("total open connections reached the limit", "total open connections reached the limit"),
    ],
)
def test_message_names_neither_what_was_asked_for_nor_by_whom(message: str, kept: str) -> None:
    record = logging.LogRecord("waitress", logging.ERROR, "", 0, "%s", (message,), None)
    HidePaths().filter(record)
    assert record.getMessage() == kept
