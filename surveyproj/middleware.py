"""Headers that hold on every page, bodies that cannot be read, the visitor's address by a proxy."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.utils import translation
from django.utils.log import log_response
from django.views.defaults import bad_request

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class HeadersMiddleware:
    """Forbid device access, and forbid storing any page: answers and codes stand on them.

    The last three are set by Django further in, but not on what is refused before it gets there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        return response


class ReadableBodyMiddleware:
    """Read what was posted, once and before everybody else; refuse what cannot be read.

    Where a body is first read further in, Django's page for the refusal reads it again in every
    layer, fails again in every layer, and ends in an answer without headers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            _read(request)
        # Whatever the bytes of a stranger make a parser raise is the stranger's fault.
        except Exception as fault:
            # The page of the refusal would look for a form token in it.
            request.POST = QueryDict()
            with translation.override(translation.get_language_from_request(request)):
                response = bad_request(request, fault)
            name = type(fault).__name__
            log_response("Cannot be read: %s", name, response=response, request=request)
            return response
        return self.get_response(request)


def _read(request: HttpRequest) -> tuple[QueryDict, QueryDict]:
    """Return what was asked and what was posted; the request keeps both. Raises what is wrong."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower() != "utf-8":
        if request.method == "POST":
            raise BadRequest
        # Where nothing is posted it says nothing; Django would read the address in it.
        request.encoding = "utf-8"
    if request.method == "POST":
        promised = int(request.META.get("CONTENT_LENGTH") or 0)
        # A form that was cut on its way would be saved as far as it came.
        if len(request.body) < promised:
            raise UnreadablePostError
    return request.GET, request.POST


class ProxiedAddressMiddleware:
    """Behind one proxy: the visitor's address is the one that the proxy itself appended.

    Throttling counts by it; without this all visitors would share the proxy's address. Earlier
    entries of the header are whatever the visitor claims.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        appended = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if appended:
            request.META["REMOTE_ADDR"] = appended
        return self.get_response(request)
