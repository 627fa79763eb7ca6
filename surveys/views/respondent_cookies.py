"""How a browser shows whose response it holds: by the key, or for half an hour by a typed code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from surveys.selectors.runner import load_response, load_response_by_pk
from surveys.services.keys import KEY_COOKIE_AGE, hash_key

if TYPE_CHECKING:
    from surveys.models import Response

OPENED_COOKIE_NAME = f"{settings.RESPONSE_COOKIE_NAME}-opened"
OPENED_SECONDS = 30 * 60
LANGUAGE_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Holding:
    """A response and the key its browser holds; no key if it was opened by a code."""

    response: Response
    key: str

    @property
    def is_correction(self) -> bool:
        """Whether saving a page corrects what is there, instead of going on."""
        return not self.key


def find_key(request: HttpRequest) -> str:
    """The key this browser holds, or nothing."""
    return request.COOKIES.get(settings.RESPONSE_COOKIE_NAME, "")


def find_own(request: HttpRequest, slug: str) -> Holding | None:
    """The response in this survey whose key the browser holds."""
    key = find_key(request)
    response = load_response(hash_key(key)) if key else None
    return Holding(response, key) if response and response.survey.slug == slug else None


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


def find_any(request: HttpRequest, slug: str) -> Holding | None:
    """What a code has opened goes before what the browser holds: it was typed on purpose."""
    return find_opened(request, slug) or find_own(request, slug)


def _make_signer(request: HttpRequest) -> TimestampSigner:
    """Bound to the key held meanwhile: when another interview starts here, the opening is over."""
    return TimestampSigner(salt=f"surveys.opened|{hash_key(find_key(request))}")


def keep_key(reply: HttpResponse, key: str) -> None:
    """Let the browser hold the key."""
    _keep(reply, settings.RESPONSE_COOKIE_NAME, key, KEY_COOKIE_AGE)


def keep_opened(request: HttpRequest, reply: HttpResponse, response: Response) -> None:
    """Let the browser open this response for half an hour."""
    signed = _make_signer(request).sign(str(response.pk))
    _keep(reply, OPENED_COOKIE_NAME, signed, OPENED_SECONDS)


def keep_language(reply: HttpResponse, language: str) -> None:
    """Let the browser ask for this language from now on."""
    _keep(reply, settings.LANGUAGE_COOKIE_NAME, language.lower(), LANGUAGE_SECONDS)


def drop_all(reply: HttpResponse) -> None:
    """The browser holds and opens no response any more."""
    for name in (settings.RESPONSE_COOKIE_NAME, OPENED_COOKIE_NAME):
        reply.delete_cookie(name, samesite="Lax")


def _keep(reply: HttpResponse, name: str, value: str, age: int) -> None:
    reply.set_cookie(
        name, value, max_age=age, httponly=True, samesite="Lax", secure=settings.IS_HTTPS
    )
