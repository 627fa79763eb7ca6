"""Which responses a file may hold, and flags that need all of them."""

import re
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b

from surveys.models import FreeText, Response, Survey
from surveys.querysets import ResponseQuerySet

BATCH = 500
SHARING_BOX = "sharing"
NOT_WORDS = re.compile(r"[\W_]+")


def load_repeating(survey: Survey) -> frozenset[int]:
    """Return the completed responses that share words with another one."""
    texts = FreeText.objects.filter(
        response__survey=survey, response__state=Response.State.COMPLETED
    ).values_list("response_id", "variable", "text")
    return _find_repeating(texts.iterator(chunk_size=BATCH))


def _find_repeating(texts: Iterator[tuple[int, str, str]]) -> frozenset[int]:
    """Responses that share a text with another one; digests keep the memory small."""
    first_seen: dict[bytes, int] = {}
    repeating: set[int] = set()
    for response_id, variable, text in texts:
        words = normalise_text(text)
        if not words:
            continue
        digest = blake2b(f"{variable}|{words}".encode(), digest_size=12).digest()
        first = first_seen.setdefault(digest, response_id)
        if first != response_id:
            repeating |= {first, response_id}
    return frozenset(repeating)


def normalise_text(text: str) -> str:
    """Letters and digits alone, in one width and case."""
    return NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold())


def iterate_texts(survey: Survey) -> Iterator[tuple[str, str, str]]:
    """Free texts of completed responses as (pseudonym, variable, text)."""
    return (
        FreeText.objects.filter(response__survey=survey, response__state=Response.State.COMPLETED)
        .order_by("response_id", "variable")
        .values_list("response__respondent__pseudonym", "variable", "text")
        .iterator(chunk_size=BATCH)
    )


def list_exportable(survey: Survey) -> ResponseQuerySet:
    """Return the responses that a file may hold, oldest first; no withdrawn one."""
    responses = Response.objects.for_survey(survey).exclude(state=Response.State.WITHDRAWN)
    return responses.order_by("pk")
