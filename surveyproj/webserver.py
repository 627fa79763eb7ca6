"""gunicorn's configuration, here and in production: `gunicorn -c python:surveyproj.webserver`."""

import os
from typing import Any

from gunicorn import glogging


class AddressFreeLogger(glogging.Logger):
    """gunicorn's log without the addresses of failed requests: codes stand in them."""

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Keep the traceback, leave out what was asked for."""
        super().exception(msg, *("(hidden)" for _ in args), **kwargs)


wsgi_app = "surveyproj.wsgi:application"
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 8
keepalive = 5
accesslog = None
loglevel = "warning"
logger_class = AddressFreeLogger
control_socket_disable = True
