"""gunicorn's configuration, here and in production: `gunicorn -c python:surveyproj.webserver`."""

import os
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from gunicorn import glogging

from surveyproj.variables import MOST_THREADS, MOST_WORKERS, Variables


class AddressFreeLogger(glogging.Logger):
    """gunicorn's log without the addresses of failed requests: codes stand in them."""

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Keep the traceback, leave out what was asked for."""
        super().exception(msg, *("(hidden)" for _ in args), **kwargs)


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
