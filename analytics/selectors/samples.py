"""From response rows to coded rows: the only bridge between the database and the tallies."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from analytics.selectors.coding import clean_degree, code_responses
from analytics.selectors.plans import CountedVariable, Counting
from analytics.tallies.cells import Code
from analytics.tallies.rows import CodedRow
from recruitment.models import Recruit
from surveys.engine.codebook import CellValue
from surveys.models import Response, Survey

Rows = dict[int, CodedRow]
"""Coded rows by response."""
Links = set[tuple[int, int]]
"""Recruitments as (recruiter's response, recruit's response)."""


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
    coded, uncoded = count_responses(survey, responses, counting)
    places = load_places(response_ids)
    rows = {
        response.pk: _place(response, coded[response.pk], places.get(response.pk, NOWHERE))
        for response in responses
        if response.pk in coded
    }
    return rows, uncoded


def count_responses(
    survey: Survey, responses: Iterable[Response], counting: Counting
) -> tuple[dict[int, Coded], dict[int, str]]:
    """Return what is counted of responses, by response; then why the others cannot be coded."""
    chunks, uncoded = code_responses(survey, counting.catalogue, responses)
    counted: dict[int, Coded] = {}
    for chunk in chunks:
        values: list[dict[str, Code]] = [{} for _ in chunk.responses]
        for name, variable in counting.variables.items():
            column = chunk.columns[name]
            codes = [_pick(value, variable) for value in column.values]
            for row, position in zip(values, column.positions.tolist(), strict=True):
                if (code := codes[position]) is not None:
                    row[name] = code
        degrees = map(clean_degree, chunk.network_size.spread())
        for response, row, degree in zip(chunk.responses, values, degrees, strict=True):
            counted[response.pk] = Coded(row, degree)
    return counted, uncoded


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
