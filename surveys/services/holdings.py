"""What a browser holds: one key in each survey, in a cookie that is named, read and made here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from surveys.selectors.runner import list_responses, load_response
from surveys.services.keys import KEY_COOKIE_AGE, hash_key, sign

if TYPE_CHECKING:
    from surveys.models import Response

MARK_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Holding:
    """A response and the key its browser holds; no key if it was opened by a code."""

    response: Response
    key: str

    @property
    def is_correction(self) -> bool:
        """Whether saving a page corrects what is there, instead of going on."""
        return not self.key

    def choose_language(self, cookies: Mapping[str, str], reading: str) -> str:
        """Return the language to show this response in: its reader's, not its interview's.

        `reading` is the language the request asks for. A correction is read in it. Elsewhere it
        stands back behind the interview's own, unless somebody chose it in this browser.
        """
        is_chosen = self.is_correction or settings.LANGUAGE_COOKIE_NAME in cookies
        return reading if is_chosen else self.response.language or reading

    @property
    def is_under_way(self) -> bool:
        """Whether the interview has neither ended nor been withdrawn."""
        return self.response.state == self.response.State.STARTED

    @property
    def is_finished(self) -> bool:
        """Whether the interview was completed, and its answers are still there."""
        return self.response.state == self.response.State.COMPLETED

    @property
    def is_screened_out(self) -> bool:
        """Whether the study turned out not to be about this person."""
        return self.response.state == self.response.State.SCREENED_OUT

    @property
    def mark(self) -> str:
        """What a page says of whose it is; it opens nothing and reveals nobody."""
        text = f"{self.response.pk}|{'correction' if self.is_correction else 'interview'}"
        return sign("page", text).hex()[:MARK_LENGTH]

    @property
    def saved(self) -> str:
        """Changes whenever the server has stored something; the phone's copy is kept by it."""
        return f"{self.response.saved_at.timestamp():.6f}"

    @property
    def resume_link(self) -> str:
        """The way back in from any browser."""
        return f"{settings.BASE_URL}/c/{self.key}"


def find_held(cookies: Mapping[str, str], slug: str) -> Holding | None:
    """The response in this survey whose key the browser holds, whatever its state."""
    key = cookies.get(name_key_cookie(slug), "")
    response = load_response(hash_key(key)) if key else None
    return Holding(response, key) if response and response.survey.slug == slug else None


def list_held(cookies: Mapping[str, str]) -> list[Holding]:
    """Every interview the browser may go on with or come back to, in whatever survey."""
    keys = {hash_key(key): key for key in list_held_keys(cookies)}
    held = [Holding(one, keys[one.key_hash]) for one in list_responses(keys)] if keys else []
    return [
        one
        for one in held
        # As `find_held`: a key counts in its own survey's cookie alone.
        if cookies.get(name_key_cookie(one.response.survey.slug)) == one.key
        and (one.is_under_way or one.is_finished)
    ]


def list_held_keys(cookies: Mapping[str, str]) -> list[str]:
    """Every key the browser holds, in whatever survey."""
    start = name_key_cookie("")
    return [value for name, value in sorted(cookies.items()) if name.startswith(start)]


def name_key_cookie(slug: str) -> str:
    """The name of the cookie that holds the key in one survey."""
    return f"{settings.RESPONSE_COOKIE_NAME}-{slug}"


def make_key_cookie(slug: str, key: str) -> dict[str, Any]:
    """What a reply sets so that the browser holds `key` in one survey."""
    return make_cookie(name_key_cookie(slug), key, KEY_COOKIE_AGE)


def make_cookie(name: str, value: str, age: int) -> dict[str, Any]:
    """A cookie that no script reads and no other site sends."""
    return {
        "key": name,
        "value": value,
        "max_age": age,
        "httponly": True,
        "samesite": "Lax",
        "secure": settings.IS_HTTPS,
    }
