"""The WSGI entry of the web processes."""

import os
from typing import Any

import django
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from surveyproj.postgres.patience import answer_in_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyproj.settings")


class Request(WSGIRequest):
    """A request whose Content-Type may be nonsense: Django would fail outside of any middleware.

    Where it names another charset, Django reads the address in it at once.
    """

    def __init__(self, environ: dict[str, Any]) -> None:
        try:
            super().__init__(environ)
        except (LookupError, SuspiciousOperation, ValueError):
            environ["CONTENT_TYPE"] = "text/plain; charset=unreadable"
            super().__init__(environ)


class Application(WSGIHandler):
    """Django with requests of ours."""

    request_class = Request


django.setup(set_prefix=False)
answer_in_time()
application = Application()
