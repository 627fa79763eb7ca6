"""The chain table: one line per person as R's package RDS reads it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone

from analytics.selectors.plans import CountedVariable, load_counting
from analytics.tallies.cells import Code
from recruitment.models import Recruit
from recruitment.querysets import RecruitQuerySet
from surveys.engine.codebook import flatten
from surveys.engine.schema import Text
from surveys.engine.tables import Cell, write_csv
from surveys.models import QuestionnaireVersion, Response, Survey
from surveys.selectors.runner import load_context, load_plan

FRAME = (
    "id",
    "recruiter.id",
    "network.size",
    "wave",
    "seed",
    "channel",
    "enrolled_on",
    "is_simulated",
)
SEED_RECRUITER = "seed"
BATCH = 500


def export_chain_table(survey: Survey) -> Iterator[bytes]:
    """The file in pieces; every seed has the recruiter "seed", and is its own `seed`.

    In it are those who completed and, as an empty line that keeps the chain whole, those who
    withdrew. Missing answers and degrees are empty cells, which R reads as NA.
    """
    variables = load_counting(survey).variables
    return write_csv([*FRAME, *variables], _iterate(survey, variables))


def _iterate(survey: Survey, variables: Mapping[str, CountedVariable]) -> Iterator[list[Cell]]:
    versions = {survey.version_id: survey.version}
    for recruit in _list_recruits(survey).iterator(chunk_size=BATCH):
        response, flat, degree = recruit.response, {}, None
        if response.state == Response.State.COMPLETED:
            response.survey = survey
            if response.version_id not in versions:
                version = QuestionnaireVersion.objects.get(pk=response.version_id)
                versions[response.version_id] = version
            plan = load_plan(versions[response.version_id])
            flat = flatten(plan, response.answers, load_context(response))
            degree = _clean_degree(flat.get(plan.document.network_size_variable))
        codes = (_clean(flat.get(name), known.labels) for name, known in variables.items())
        yield [*_list_frame(recruit, degree, survey), *codes]


def _list_recruits(survey: Survey) -> RecruitQuerySet:
    """Names come along as annotations: no answers of a recruiter or a seed are read."""
    states = (Response.State.COMPLETED, Response.State.WITHDRAWN)
    return (
        Recruit.objects.for_survey(survey)
        .filter(response__state__in=states)
        .select_related("response")
        .annotate(
            own_name=F("response__respondent__pseudonym"),
            recruiter_name=F("recruiter__response__respondent__pseudonym"),
            seed_name=F("seed__response__respondent__pseudonym"),
            channel_name=F("channel__name"),
        )
        .order_by("pk")
    )


def _list_frame(recruit: Any, degree: Cell, survey: Survey) -> list[Cell]:
    return [
        recruit.own_name,
        recruit.recruiter_name or SEED_RECRUITER,
        degree,
        recruit.wave,
        recruit.seed_name or recruit.own_name,
        recruit.channel_name,
        timezone.localdate(recruit.enrolled_at).isoformat(),
        int(survey.is_simulated),
    ]


def _clean(value: Cell, labels: Mapping[Code, Text]) -> Cell:
    """The code when it is a substantive one, else nothing."""
    return value if value in labels else None


def _clean_degree(value: Cell) -> Cell:
    """A number of people; the codes for a missing answer are negative."""
    return round(value) if isinstance(value, (int, float)) and value >= 0 else None
