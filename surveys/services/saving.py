"""What saving an interview and correcting one have in common: outcomes, writes, words, events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from surveys.engine.keeping import list_cleared_texts, list_void_texts
from surveys.engine.plan import Plan
from surveys.engine.schema import Value
from surveys.engine.validation import PageResult
from surveys.models import Event, FreeText, Response


class Step(StrEnum):
    """Where a saved page leads."""

    STAY = "stay"  # something on this page is wrong or must be answered
    REMIND = "remind"  # something was left blank and may stay so
    NEXT = "next"
    SCREENED_OUT = "screened_out"
    COMPLETED = "completed"
    REFUSED = "refused"  # a correction that would have ended the interview


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of saving one page."""

    step: Step
    page_number: int
    result: PageResult | None = None


def store(response: Response, *names: str) -> None:
    """Write these columns of a locked row."""
    values = {name: getattr(response, name) for name in names}
    Response.objects.filter(pk=response.pk).update(**values)


def replace_texts(
    response: Response,
    plan: Plan,
    page_number: int,
    stored: Mapping[str, Value],
    result: PageResult,
) -> None:
    """Keep this page's words as posted; those cleared are deleted. `stored` is as it was before."""
    texts = result.texts
    cleared = list_cleared_texts(plan, page_number, stored, result)
    if cleared:
        FreeText.objects.filter(response=response, variable__in=cleared).delete()
    if texts:
        FreeText.objects.bulk_create(
            [FreeText(response=response, variable=name, text=text) for name, text in texts.items()],
            update_conflicts=True,
            unique_fields=["response", "variable"],
            update_fields=["text"],
        )


def drop_void_texts(response: Response, plan: Plan, settled: Mapping[str, Value]) -> None:
    """Delete words whose question is off the route: nobody would see or correct them again."""
    void = list_void_texts(plan, settled)
    if void:
        FreeText.objects.filter(response=response, variable__in=void).delete()


def emit(response: Response, kind: Event.Kind, now: datetime) -> None:
    """Put an event into the outbox, in the transaction of what it tells."""
    Event.objects.create(survey_id=response.survey_id, response=response, kind=kind, created_at=now)
