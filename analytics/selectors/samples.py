"""From response rows to coded rows: the only bridge between the database and the tallies."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils import timezone

from analytics.selectors.plans import CountedVariable, Counting
from analytics.tallies.cells import Code
from analytics.tallies.rows import CodedRow
from recruitment.models import Recruit
from surveys.engine.codebook import CellValue
from surveys.models import QuestionnaireVersion, Response, Survey
from surveys.selectors.runner import load_context, load_plan

Rows = dict[int, CodedRow]
"""Coded rows by response."""
Links = set[tuple[int, int]]
"""Recruitments as (recruiter's response, recruit's response)."""

logger = logging.getLogger(__name__)


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
    coded, uncoded = code_responses(survey, responses, counting)
    places = load_places(response_ids)
    rows = {
        response.pk: _place(response, coded[response.pk], places.get(response.pk, NOWHERE))
        for response in responses
        if response.pk in coded
    }
    return rows, uncoded


def code_responses(
    survey: Survey, responses: Iterable[Response], counting: Counting
) -> tuple[dict[int, Coded], dict[int, str]]:
    """Return what is counted of responses, by response; then why the others cannot be coded.

    The log names those others, each with its kind of mistake.
    """
    by_version: defaultdict[int, list[Response]] = defaultdict(list)
    for response in responses:
        response.survey = survey
        by_version[response.version_id].append(response)
    versions = {survey.version_id: survey.version}
    if former := by_version.keys() - versions.keys():
        versions |= QuestionnaireVersion.objects.defer("document").in_bulk(former)
    coded: dict[int, Coded] = {}
    uncoded: dict[int, str] = {}
    for version_id, group in by_version.items():
        waiting = [group]
        while waiting:
            chunk = waiting.pop()
            try:
                coded |= _code_chunk(versions[version_id], chunk, counting)
            except DatabaseError:
                raise
            except Exception as error:  # of any kind: one response's answers hold up no other's
                if len(chunk) > 1:
                    middle = len(chunk) // 2
                    waiting += [chunk[:middle], chunk[middle:]]
                    continue
                uncoded[chunk[0].pk] = reason = type(error).__name__
                # Without the traceback, whose text may hold an answer.
                logger.error("Response %s cannot be coded: %s.", chunk[0].pk, reason)
    return coded, uncoded


def _code_chunk(
    version: QuestionnaireVersion, responses: Sequence[Response], counting: Counting
) -> dict[int, Coded]:
    """Return what is counted of responses to one version; raises whatever is wrong with one."""
    # Loaded at the first fold: numpy stays out of the processes that answer respondents.
    from analytics.dataset.coding import code_chunk, unite_versions

    plan = load_plan(version)
    answers = [response.answers for response in responses]
    columns = code_chunk(plan, answers, [load_context(response) for response in responses])
    united = unite_versions(counting.catalogue, version.number, columns, len(responses))
    values: list[dict[str, Code]] = [{} for _ in responses]
    for name, variable in counting.variables.items():
        codes = [_pick(value, variable) for value in united[name].values]
        for row, position in zip(values, united[name].positions.tolist(), strict=True):
            if (code := codes[position]) is not None:
                row[name] = code
    degrees = map(_clean_degree, columns[plan.document.network_size_variable].spread())
    return {
        response.pk: Coded(row, degree)
        for response, row, degree in zip(responses, values, degrees, strict=True)
    }


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
