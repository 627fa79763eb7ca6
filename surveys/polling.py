"""How a research page that asks again is told apart from one that is opened."""

from django.http import HttpRequest


def is_poll(request: HttpRequest) -> bool:
    """Whether an open page asks for its live part alone."""
    return bool(getattr(request, "htmx", False))


def has_seen(request: HttpRequest, stamp: str) -> bool:
    """Whether a poll already shows this state."""
    return is_poll(request) and request.GET.get("seen") == stamp
