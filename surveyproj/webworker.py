"""The web process: forked and watched by gunicorn, its connections held by waitress.

A connection waits in the loop until its whole request is there, and its answer leaves by the loop:
a slow or silent phone holds no thread. Files and the health page have threads of their own.
"""

import logging
import os
import re
import resource
import socket
import time

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher

from surveyproj.middleware import PERMISSIONS_POLICY

# Files a process needs besides connections: the database's, the logs, what a request spools.
SPARE_FILES = 200
QUICK_THREADS = 2
# Seconds for which a connection may stay without a byte from either side.
IDLE_SECONDS = 15
# No larger body is read by Django either; without this each is kept on the disk until it is whole.
HEAD_LIMIT, BODY_LIMIT = 32_768, 1_000_001

REFUSAL_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Permissions-Policy", PERMISSIONS_POLICY),
    ("Referrer-Policy", "strict-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)

logger = logging.getLogger(__name__)


class HidePaths(logging.Filter):
    """Cut from waitress's messages what was asked for, where codes stand, and by whom."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; nothing is dropped."""
        record.msg = re.split(" (?:while serving|when servicing) ", record.getMessage())[0]
        record.args = ()
        return True


class ForgivingParser(HTTPRequestParser):
    """Waitress's parser, which fails on some bytes that it should refuse."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head; raise ParsingError for whatever cannot be read."""
        try:
            super().parse_header(header_plus)
        except ValueError:
            raise ParsingError("The request cannot be read") from None


class RefusalTask(ErrorTask):
    """The answer to what never reached Django, with headers as there."""

    def execute(self) -> None:
        """Answer with the kind of fault alone; nothing of the request is sent back."""
        self.response_headers.extend(REFUSAL_HEADERS)
        self.request.error.body = ""
        super().execute()


class LoggedConnection(HTTPChannel):
    """One connection; what goes wrong with it is logged without saying whose it is."""

    parser_class = ForgivingParser
    error_task_class = RefusalTask

    def handle_error(self) -> None:
        """Leave the connection."""
        logger.error("A connection failed.", exc_info=True)  # noqa: LOG014
        self.handle_close()


class LanedServer(TcpWSGIServer):
    """A waitress server with a lane for what needs no database, and always room for a newcomer."""

    channel_class = LoggedConnection
    quick_paths: tuple[str, ...]
    quick_dispatcher: ThreadedTaskDispatcher
    most_connections: int

    def add_task(self, task: HTTPChannel) -> None:
        """Give a connection whose request is whole to the threads of its lane."""
        # A request that cannot be read has no path.
        is_quick = getattr(task.requests[0], "path", "").startswith(self.quick_paths)
        (self.quick_dispatcher if is_quick else self.task_dispatcher).add_task(task)

    def handle_accept(self) -> None:
        """Accept a connection; when there are too many, the oldest that asks for nothing goes."""
        super().handle_accept()
        if len(self.active_channels) > self.most_connections:
            waiting = [
                one
                for one in self._list_channels()
                if not one.requests and not one.total_outbufs_len
            ]
            oldest = min(waiting, key=lambda one: one.creation_time, default=None)
            if oldest is not None:
                oldest.handle_close()

    def handle_error(self) -> None:
        """Go on listening: waitress would close the socket of a process that then serves nobody."""
        logger.error("A connection could not be accepted.", exc_info=True)  # noqa: LOG014

    def maintenance(self, now: float) -> None:
        """Close each connection that is idle, or that does not read the answer it is sent.

        waitress would close the latter when it next reads. Until then it holds what is unsent and,
        of an answer larger than the buffers, the thread.
        """
        for channel in self._list_channels():
            is_waiting = channel.total_outbufs_len or not channel.requests
            if is_waiting and channel.last_activity < now - self.adj.channel_timeout:
                channel.handle_close()

    def _list_channels(self) -> list[HTTPChannel]:
        # A copy, for a thread may take its channel out at any moment.
        return list(self.active_channels.values())


class WaitressWorker(Worker):
    """One process of gunicorn's that serves its listening sockets with waitress."""

    def run(self) -> None:
        """Serve until told to stop, then finish what is being answered."""
        waitress_logger = logging.getLogger("waitress")
        waitress_logger.setLevel(logging.WARNING)
        waitress_logger.addFilter(HidePaths())
        # It would write a line for every request that finds no idle thread.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        dispatchers = [_start_threads(self.cfg.threads), _start_threads(QUICK_THREADS)]
        sockets: dict[int, wasyncore.dispatcher] = {}
        servers = [self._make_server(one.sock, sockets, dispatchers) for one in self.sockets]
        while self.alive and self.ppid == os.getppid():
            self.notify()
            wasyncore.poll2(1.0, sockets)
        for server in servers:
            server.accepting = False
        deadline = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < deadline and _is_answering(servers):
            self.notify()
            wasyncore.poll2(0.1, sockets)
        for dispatcher in dispatchers:
            # Idle threads need a moment; waitress would write a line about those that had none.
            dispatcher.shutdown(timeout=0.5)

    def _make_server(
        self,
        sock: socket.socket,
        sockets: dict[int, wasyncore.dispatcher],
        dispatchers: list[ThreadedTaskDispatcher],
    ) -> LanedServer:
        adjustments = Adjustments(
            # Our own limit makes room instead of turning newcomers away.
            connection_limit=2 * self.cfg.worker_connections,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=5,
            max_request_header_size=HEAD_LIMIT,
            max_request_body_size=BODY_LIMIT,
            # Whether they are believed is decided by BEHIND_PROXY.
            clear_untrusted_proxy_headers=False,
            # Phones leave amid an answer all the time.
            log_socket_errors=False,
            ident=None,
        )
        server = LanedServer(
            self.wsgi,
            map=sockets,
            _sock=sock,
            dispatcher=dispatchers[0],
            adj=adjustments,
            sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
            bind_socket=False,
        )
        server.quick_dispatcher = dispatchers[1]
        server.quick_paths = (settings.STATIC_URL, "/health/")
        server.most_connections = _allow_connections(self.cfg.worker_connections)
        return server


def _start_threads(count: int) -> ThreadedTaskDispatcher:
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(count)
    return dispatcher


def _allow_connections(wanted: int) -> int:
    """Raise this process's limit on open files and return how many connections it may hold."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = wanted + SPARE_FILES
    soft = files if hard == resource.RLIM_INFINITY else min(files, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(soft - SPARE_FILES, 1)


def _is_answering(servers: list[LanedServer]) -> bool:
    channels = [channel for server in servers for channel in server.active_channels.values()]
    return any(channel.requests or channel.total_outbufs_len for channel in channels)
