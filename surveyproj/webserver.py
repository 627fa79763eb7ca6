"""gunicorn's configuration, here and in production: `gunicorn -c python:surveyproj.webserver`."""

import os
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from gunicorn import glogging

from surveyproj.logs import LineFormatter
from surveyproj.variables import MOST_THREADS, MOST_WORKERS, Variables


class LineLogger(glogging.Logger):
    """gunicorn's log, written as the rest of the platform does it."""

    def setup(self, cfg: Any) -> None:
        """Give every handler of errors our formatter."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(LineFormatter(self.error_fmt, self.datefmt))


def post_worker_init(worker: Any) -> None:
    """Before a worker takes visitors; those of a restarted one go to the others meanwhile."""
    # Django is set up only by now, not when this module is read.
    from surveyproj.warming import warm_within

    warm_within(worker.wsgi, seconds=5)


def _read_bind() -> str:
    address = os.environ.get("WEB_BIND") or "127.0.0.1:8000"
    if ":" not in address or "," in address or address.startswith(("unix:", "fd:")):
        sys.exit(f"WEB_BIND must be one address with a port, not {address!r}.")
    return address


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
bind = _read_bind()
workers, threads = _read_numbers(Variables(os.environ))
worker_class = "surveyproj.webworker.WaitressWorker"
worker_connections = 2000
preload_app = True
timeout = 60
graceful_timeout = 8
accesslog = None
loglevel = "warning"
logger_class = LineLogger
control_socket_disable = True
