"""gunicorn's configuration, here and in production: `gunicorn -c python:surveyproj.webserver`."""

import os
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from gunicorn import glogging, util

from surveyproj.logs import LineFormatter
from surveyproj.middleware import PERMISSIONS_POLICY
from surveyproj.variables import MOST_THREADS, MOST_WORKERS, Variables

BARE_HEADERS = {
    "Connection": "close",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Referrer-Policy": "strict-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
}


class AddressFreeLogger(glogging.Logger):
    """gunicorn's log without the addresses of failed requests: codes stand in them."""

    def setup(self, cfg: Any) -> None:
        """Write errors as the rest of the platform does."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(LineFormatter(self.error_fmt, self.datefmt))

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Keep the traceback, leave out what was asked for."""
        super().exception(msg, *("(hidden)" for _ in args), **kwargs)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Of a request that is no HTTP say what kind of fault it has, not whose and what it is."""
        if str(msg).startswith("Invalid request from"):
            msg = f"Invalid request: {getattr(sys.exc_info()[0], '__name__', 'unknown')}"
        super().warning(msg, *args, **kwargs)


def _answer_unread(sock: Any, status: int, reason: str, message: str) -> None:
    """Refuse what never reached Django, with headers as there; nothing of it is sent back."""
    headers = {**BARE_HEADERS, "Content-Length": len(reason)}
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {headers[name]}" for name in headers)]
    util.write_nonblock(sock, "\r\n".join([*lines, "", reason]).encode("latin-1"))


util.write_error = _answer_unread


def post_worker_init(worker: Any) -> None:
    """Before a worker takes visitors; those of a restarted one go to the others meanwhile."""
    # Django is set up only by now, not when this module is read.
    from surveyproj.warming import warm_within

    warm_within(worker.wsgi, seconds=5)


def _read_numbers(variables: Variables) -> tuple[int, int]:
    try:
        return (
            variables.number("WEB_WORKERS", 2, most=MOST_WORKERS),
            variables.number("WEB_THREADS", 4, most=MOST_THREADS),
        )
    except ImproperlyConfigured as refusal:
        # gunicorn would print a traceback around the sentence.
        sys.exit(str(refusal))


wsgi_app = "surveyproj.wsgi:application"
bind = os.environ.get("WEB_BIND") or "127.0.0.1:8000"
workers, threads = _read_numbers(Variables(os.environ))
worker_class = "surveyproj.webworker.WaitressWorker"
worker_connections = 2000
preload_app = True
timeout = 60
graceful_timeout = 8
accesslog = None
loglevel = "warning"
logger_class = AddressFreeLogger
control_socket_disable = True
