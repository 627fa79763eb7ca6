"""From response rows to coded rows: the only bridge between the database and the tallies."""

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils import timezone

from analytics.selectors.plans import CountedVariable, Counting
from analytics.tallies.cells import Code
from analytics.tallies.rows import CodedRow
from recruitment.models import Recruit
from surveys.engine.codebook import CellValue
from surveys.models import Response, Survey
from surveys.selectors.catalogues import Coder

Rows = dict[int, CodedRow]
"""Coded rows by response."""
Links = set[tuple[int, int]]
"""Recruitments as (recruiter's response, recruit's response)."""

logger = logging.getLogger(__name__)


class UncodableError(ValueError):
    """The answers of a response cannot be coded; the text names the kind of mistake alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """A response's place in recruitment; a response without one counts as a seed."""

    wave: int = 0
    channel: str = ""
    recruiter_id: int | None = None  # the recruiter's response


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Coded:
    """What is counted of a response's answers: values and degree, None when unknown."""

    values: dict[str, Code]
    degree: int | None


NOTHING = Coded({}, None)


def load_coded_rows(
    survey: Survey, response_ids: Collection[int], counting: Counting
) -> tuple[Rows, dict[int, str]]:
    """The coded rows of those responses that are completed now, by response.

    Then, by response, why the others of them cannot be coded.
    """
    responses = (
        Response.objects.for_survey(survey)
        .completed()
        .filter(pk__in=response_ids)
        .only("answers", "survey_year", "is_referred", "completed_at", "survey_id", "version_id")
    )
    coder = Coder(survey, counting.catalogue)
    places = load_places(response_ids)
    rows: Rows = {}
    uncoded: dict[int, str] = {}
    for response in responses:
        try:
            coded = code_response(coder, response, counting.variables)
        except UncodableError as error:
            uncoded[response.pk] = str(error)
        else:
            rows[response.pk] = _place(response, coded, places.get(response.pk, NOWHERE))
    return rows, uncoded


def code_response(
    coder: Coder, response: Response, variables: Mapping[str, CountedVariable]
) -> Coded:
    """What is counted of a response; raises `UncodableError`, which is in the log then."""
    try:
        columns, network_size = coder.code(response)
        values = {name: _pick(columns.get(name), one) for name, one in variables.items()}
        known = {name: code for name, code in values.items() if code is not None}
        return Coded(known, _clean_degree(network_size))
    except DatabaseError:
        raise
    except Exception as error:  # of any kind: one response's answers hold up no other's
        reason = type(error).__name__
        # Without the traceback, whose text may hold an answer.
        logger.error("Response %s cannot be coded: %s.", response.pk, reason)
        raise UncodableError(reason) from error


def load_places(response_ids: Collection[int]) -> dict[int, Place]:
    """Wave, channel (its identifier as text) and recruiter, by response."""
    recruits = Recruit.objects.filter(response_id__in=response_ids)
    return {
        response_id: Place(wave, str(channel_id or ""), recruiter_id)
        for response_id, wave, channel_id, recruiter_id in recruits.values_list(
            "response_id", "wave", "channel_id", "recruiter__response_id"
        )
    }


def list_links(response_ids: Collection[int]) -> Links:
    """Every recruitment that touches one of these responses."""
    links = Recruit.objects.filter(recruiter__isnull=False).values_list(
        "recruiter__response_id", "response_id"
    )
    upward = links.filter(response_id__in=response_ids)
    downward = links.filter(recruiter__response_id__in=response_ids)
    return {*upward, *downward}


def iterate_completed(survey: Survey, batch: int) -> Iterator[list[int]]:
    """The completed responses of a survey, in lists of at most `batch`, oldest first."""
    last = 0
    completed = Response.objects.for_survey(survey).completed().order_by("pk")
    while found := list(completed.filter(pk__gt=last).values_list("pk", flat=True)[:batch]):
        yield found
        last = found[-1]


def _place(response: Response, coded: Coded, place: Place) -> CodedRow:
    moment = response.completed_at
    return CodedRow(
        values=coded.values,
        degree=coded.degree,
        wave=place.wave,
        day=timezone.localtime(moment).date().isoformat() if moment else "",
        channel=place.channel,
    )


def _pick(value: CellValue, variable: CountedVariable) -> Code | None:
    """The value when it is one of the substantive codes, else None."""
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    return value if value in variable.labels else None


def _clean_degree(value: CellValue) -> int | None:
    """A whole number of people; every code for a missing answer is negative."""
    if isinstance(value, (int, float)) and value >= 0:
        return round(value)
    return None
