"""Which responses a file may hold, and flags that need all of them."""

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from statistics import median

from surveys.models import FreeText, Response, Survey
from surveys.querysets import ResponseQuerySet

BATCH = 500
SHARING_BOX = "sharing"
FAST_SHARE = 1 / 3
NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class QualityFlags:
    """What can only be judged across responses."""

    fast_seconds: float | None
    repeating: frozenset[int]

    def is_fast(self, seconds: float | None) -> bool | None:
        """Whether it took under one third of the survey's median time; None where none is known."""
        if seconds is None or self.fast_seconds is None:
            return None
        return seconds < self.fast_seconds


def load_quality_flags(survey: Survey) -> QualityFlags:
    """The limits and the responses flagged, in two queries."""
    completed = Response.objects.for_survey(survey).completed()
    timed = completed.filter(started_at__isnull=False, completed_at__isnull=False)
    times = timed.values_list("started_at", "completed_at").iterator(chunk_size=BATCH)
    seconds = array("d", ((ended - started).total_seconds() for started, ended in times))
    texts = FreeText.objects.filter(
        response__survey=survey, response__state=Response.State.COMPLETED
    ).values_list("response_id", "variable", "text")
    return QualityFlags(
        fast_seconds=median(seconds) * FAST_SHARE if seconds else None,
        repeating=_find_repeating(texts.iterator(chunk_size=BATCH)),
    )


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
    return responses.select_related("respondent", "consent").order_by("pk")
