"""Which response a request is about: by the key held, or for half an hour by a typed code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.crypto import constant_time_compare

from surveys.selectors.runner import load_response_by_pk
from surveys.selectors.wording import load_wording
from surveys.services.holdings import (
    Holding,
    find_held,
    list_held,
    list_held_keys,
    make_cookie,
    make_key_cookie,
    name_key_cookie,
)
from surveys.services.keys import hash_key

if TYPE_CHECKING:
    from surveys.models import Response

# A dot, which no survey's short name has: the name is no survey's key cookie.
OPENED_COOKIE_NAME = f"{settings.RESPONSE_COOKIE_NAME}.opened"
OPENED_SECONDS = 30 * 60
LANGUAGE_SECONDS = 365 * 24 * 3600
CORRECTION = "correct"


def find_own(request: HttpRequest, slug: str) -> Holding | None:
    """The response in this survey whose key the browser holds."""
    return find_held(request.COOKIES, slug)


def list_ways_back(request: HttpRequest) -> list[dict[str, Any]]:
    """Each interview the browser may return to, beside its study's title."""
    language = translation.get_language() or ""
    return [
        {"study": load_wording(one.response.survey, language).title, "holding": one}
        for one in list_held(request.COOKIES)
    ]


def find_opened(request: HttpRequest, slug: str) -> Holding | None:
    """The response in this survey that a withdrawal code has opened in this browser."""
    signed = request.COOKIES.get(OPENED_COOKIE_NAME, "")
    if not signed:
        return None
    try:
        pk = int(_make_signer(request).unsign(signed, max_age=OPENED_SECONDS))
    except (BadSignature, ValueError):
        return None
    response = load_response_by_pk(pk)
    return Holding(response, "") if response and response.survey.slug == slug else None


def find_asked(request: HttpRequest, slug: str) -> Holding | None:
    """The response whose page an address asks for: its own, or the one to correct."""
    return find_opened(request, slug) if CORRECTION in request.GET else find_own(request, slug)


def find_marked(request: HttpRequest, slug: str) -> Holding | None:
    """The response whose page was posted, if this browser still holds or opens that one."""
    mark = request.POST.get("mark", "")
    held = (find_opened(request, slug), find_own(request, slug))
    return next((one for one in held if one and constant_time_compare(one.mark, mark)), None)


def _make_signer(request: HttpRequest) -> TimestampSigner:
    """Bound to the keys held meanwhile: when another interview starts here, the opening is over."""
    keys = " ".join(list_held_keys(request.COOKIES))
    return TimestampSigner(salt=f"surveys.opened|{hash_key(keys)}")


def keep_key(reply: HttpResponse, slug: str, key: str) -> None:
    """Let the browser hold the key in this survey."""
    reply.set_cookie(**make_key_cookie(slug, key))


def keep_opened(request: HttpRequest, reply: HttpResponse, response: Response) -> None:
    """Let the browser open this response for half an hour from now."""
    signed = _make_signer(request).sign(str(response.pk))
    reply.set_cookie(**make_cookie(OPENED_COOKIE_NAME, signed, OPENED_SECONDS))


def keep_language(reply: HttpResponse, language: str) -> None:
    """Let the browser ask for this language from now on."""
    name = settings.LANGUAGE_COOKIE_NAME
    reply.set_cookie(**make_cookie(name, language.lower(), LANGUAGE_SECONDS))


def drop_response(request: HttpRequest, reply: HttpResponse, response: Response) -> None:
    """The browser opens nothing any more, and no longer holds this response."""
    reply.delete_cookie(OPENED_COOKIE_NAME, samesite="Lax")
    slug = response.survey.slug
    own = find_own(request, slug)
    if own is not None and own.response.pk == response.pk:
        reply.delete_cookie(name_key_cookie(slug), samesite="Lax")
