"""From response rows to coded rows: the only bridge between the database and the tallies."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils import timezone

from analytics.selectors.plans import CountedVariable
from analytics.tallies.cells import Code
from analytics.tallies.rows import CodedRow
from recruitment.models import Recruit
from surveys.engine.codebook import CellValue, flatten
from surveys.models import QuestionnaireVersion, Response, Survey
from surveys.selectors.runner import load_context, load_plan


@dataclass(frozen=True, slots=True)
class Place:
    """A response's place in recruitment; a response without one counts as a seed."""

    wave: int = 0
    channel: str = ""
    recruiter_id: int | None = None  # the recruiter's response


NOWHERE = Place()


def load_coded_rows(
    survey: Survey, response_ids: Collection[int], variables: dict[str, CountedVariable]
) -> dict[int, CodedRow]:
    """The coded rows of those responses that are completed now, by response."""
    responses = (
        Response.objects.for_survey(survey)
        .completed()
        .filter(pk__in=response_ids)
        .only("answers", "survey_year", "is_referred", "completed_at", "survey_id", "version_id")
    )
    versions = {survey.version_id: survey.version}
    places = load_places(response_ids)
    rows: dict[int, CodedRow] = {}
    for response in responses:
        response.survey = survey
        if response.version_id not in versions:
            versions[response.version_id] = QuestionnaireVersion.objects.get(pk=response.version_id)
        response.version = versions[response.version_id]
        rows[response.pk] = _code(response, variables, places.get(response.pk, NOWHERE))
    return rows


def load_places(response_ids: Collection[int]) -> dict[int, Place]:
    """Wave, channel (its identifier as text) and recruiter, by response."""
    recruits = Recruit.objects.filter(response_id__in=response_ids)
    return {
        response_id: Place(wave, str(channel_id or ""), recruiter_id)
        for response_id, wave, channel_id, recruiter_id in recruits.values_list(
            "response_id", "wave", "channel_id", "recruiter__response_id"
        )
    }


def list_links(response_ids: Collection[int]) -> set[tuple[int, int]]:
    """Every (recruiter's response, recruit's response) that touches one of these responses."""
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


def _code(response: Response, variables: dict[str, CountedVariable], place: Place) -> CodedRow:
    plan = load_plan(response.version)
    flat = flatten(plan, response.answers, load_context(response))
    values = {
        name: code
        for name, variable in variables.items()
        if (code := _pick(flat.get(name), variable)) is not None
    }
    moment = response.completed_at
    return CodedRow(
        values=values,
        degree=_clean_degree(flat.get(plan.document.network_size_variable)),
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
