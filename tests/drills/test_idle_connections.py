"""Hundreds of connections that ask for nothing, or never finish asking, keep nobody waiting."""

import http.client
import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import quantiles

import pytest

from benchmarks.journeys import drive
from tests.drills.crowd import act_at_once
from tests.drills.extent import allow, choose, whole_only
from tests.drills.records import query
from tests.drills.table import Record, Row
from tests.run.installation import Installation

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("postgres", ["sqlite"], indirect=True),
]

IDLE, PARTIAL = 500, 40
FILES = 2_000
SECONDS = choose(20, 6)
PHONES, MOST_JOURNEYS = 4, 100
CONTROL_PATIENCE = 5.0


class Idler:
    """A connection that says nothing, or half a head and then a byte a second."""

    def __init__(self, port: int, head: bytes) -> None:
        """Open it."""
        self.port, self.head = port, head
        self.opened = 0
        self._open()

    def _open(self) -> None:
        self.client = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        self.client.sendall(self.head)
        self.client.setblocking(False)
        self.opened += 1

    def go_on(self) -> None:
        """Send a byte if it speaks at all; begin anew where the server has left."""
        try:
            if self.head:
                self.client.sendall(b"x")
            is_left = self.client.recv(1000) == b""
        except BlockingIOError:
            is_left = False
        except OSError:
            is_left = True
        if is_left:
            self.client.close()
            self._open()


@contextmanager
def _hold_connections(port: int) -> Iterator[list[Idler]]:
    """Hold them all open until the block ends."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(FILES, hard)), hard))
    is_over = threading.Event()
    with ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        idlers = []
        for number in range(IDLE + PARTIAL):
            head = b"" if number < IDLE else b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "
            idlers.append(Idler(port, head))
            stack.callback(lambda idler=idlers[-1]: idler.client.close())

        def trickle() -> None:
            while not is_over.wait(1):
                for idler in idlers:
                    idler.go_on()

        thread = threading.Thread(target=trickle, daemon=True)
        thread.start()
        # Left first: nothing is opened anew while all are closed.
        stack.callback(thread.join)
        stack.callback(is_over.set)
        yield idlers


def test_phones_are_served_at_once_among_idle_connections(
    installation: Installation, database: str, record: Record
) -> None:
    installation.start()
    codes = installation.place_seeds(PHONES * MOST_JOURNEYS)
    shares = [codes[start::PHONES] for start in range(PHONES)]
    with _hold_connections(installation.port) as idlers:
        reports = act_at_once(lambda share: drive(installation.port, share, SECONDS), shares)
        opened = sum(idler.opened for idler in idlers)
    seconds = [one for report in reports for several in report.seconds.values() for one in several]
    done, errors = sum(one.done for one in reports), [dict(one.errors) for one in reports]
    [(responses, completed)] = query(
        installation,
        "SELECT count(*), sum(CASE WHEN state = 'completed' THEN 1 ELSE 0 END)"
        " FROM surveys_response",
    )
    p99 = quantiles(seconds, n=100)[98]
    row = Row(
        f"{IDLE} idle connections, {PARTIAL} partial heads",
        database,
        acknowledged=done,
        lost=done - completed,
        doubled=responses - completed,
        longest=max(seconds),
        remark=f"{len(seconds):,} requests, p99 {p99:.2f} s; {opened:,} connections opened",
    )
    record(row)
    assert not any(errors), errors
    assert done >= PHONES
    assert (row.lost, row.doubled) == (0, 0)
    assert p99 <= allow(1)


@whole_only
def test_control_that_reads_in_its_threads_answers_nobody(
    installation: Installation, database: str, record: Record
) -> None:
    installation.services["GUNICORN_CMD_ARGS"] = "--worker-class=gthread"
    installation.start()
    [code] = installation.place_seeds(1)
    with _hold_connections(installation.port):
        phone = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=CONTROL_PATIENCE)
        began = time.monotonic()
        phone.request("GET", f"/r/{code}")
        with pytest.raises(TimeoutError):
            phone.getresponse()
        phone.close()
    waited = time.monotonic() - began
    record(Row("control: gthread, never answered", database, acknowledged=0, longest=waited))
