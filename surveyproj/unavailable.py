"""What a person is shown when the database did not take or give something in time."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5
# What may be sent a second time although the first has perhaps been carried out: saving a page
# replaces that page, and agreeing under one key starts one interview.
REPEATABLE = {"surveys:page", "recruitment:entry"}


class UnavailableMiddleware:
    """Answer 503 with a page that tries again by itself when the database fails a view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say that it was not saved; nothing here asks the database or the session."""
        if not isinstance(error, OperationalError | InterfaceError | InternalError):
            return None
        reason = next(iter(str(error).splitlines()), "")[:200]
        logger.warning("The database failed a request: %s: %s", type(error).__name__, reason)
        match = request.resolver_match
        context = {
            "is_post": request.method == "POST",
            "is_repeatable": match is not None and match.view_name in REPEATABLE,
            "posted": [
                (name, value)
                for name, values in request.POST.lists()
                for value in values
                if name != "csrfmiddlewaretoken"
            ],
        }
        response = render(request, "unavailable.html", context, status=503)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
