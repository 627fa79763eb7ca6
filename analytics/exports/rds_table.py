"""The chain table: one line per person as R's package RDS reads it."""

from collections.abc import Iterator
from itertools import chain, count, islice
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from analytics.selectors.plans import Counting, load_counting
from analytics.selectors.samples import count_responses
from recruitment.interchange.numbers import is_padded, is_too_long
from recruitment.models import Recruit
from recruitment.querysets import RecruitQuerySet
from surveys.engine.tables import Cell, write_csv
from surveys.models import Event, Respondent, Response, Survey

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
    """The file in pieces; all seeds share one recruiter who is nobody, and each is its own `seed`.

    The recruiter is "seed", or "seed_2" and so on where somebody is called that: R would take
    whoever has the id for the recruiter of all seeds. In it are those who completed and, as an
    empty line that keeps the chain whole, those who withdrew after completing. Missing answers and
    degrees are empty cells, which R reads as NA.
    """
    counting = load_counting(survey)
    return write_csv([*FRAME, *counting.variables], _iterate(survey, counting))


def list_text_columns(survey: Survey) -> tuple[str, ...]:
    """The columns that R has to be told to read as text, or 0755 would become 755 there."""
    return tuple(
        name
        for name, variable in load_counting(survey).variables.items()
        if any(
            isinstance(code, str) and (is_padded(code) or is_too_long(code))
            for code in variable.labels
        )
    )


def _iterate(survey: Survey, counting: Counting) -> Iterator[list[Cell]]:
    nobody = _name_nobody(survey)
    recruits = _list_recruits(survey).iterator(chunk_size=BATCH)
    while batch := list(islice(recruits, BATCH)):
        responses = [recruit.response for recruit in batch]
        completed = [one for one in responses if one.state == Response.State.COMPLETED]
        coded, records, _ = count_responses(survey, completed, counting)
        rows = dict(zip([one.pk for one in coded], records, strict=True))
        for recruit in batch:
            # Of one that withdrew or cannot be coded there is nothing.
            degree, values = _read_row(rows.get(recruit.response_id), counting)
            yield [*_list_frame(recruit, degree, nobody, survey), *values]


def _read_row(row: Any, counting: Counting) -> tuple[int | None, list[Cell]]:
    """Return the degree and the values of a coded row, None for what it does not have."""
    codes = [variable.codes for variable in counting.plan.variables]
    if row is None:
        return None, [None] * len(codes)
    degree, positions = int(row["degree"]), row["positions"].tolist()
    values = [own[at] if at >= 0 else None for own, at in zip(codes, positions, strict=True)]
    return degree if degree >= 0 else None, values


def _name_nobody(survey: Survey) -> str:
    """Return the recruiter of seeds, the first of its kind that is no respondent's id."""
    taken = set(
        Respondent.objects.filter(survey=survey, pseudonym__istartswith=SEED_RECRUITER).values_list(
            "pseudonym", flat=True
        )
    )
    numbered = (f"{SEED_RECRUITER}_{number}" for number in count(2))
    return next(name for name in chain([SEED_RECRUITER], numbered) if name not in taken)


def _list_recruits(survey: Survey) -> RecruitQuerySet:
    """Names come along as annotations: no answers of a recruiter or a seed are read."""
    completed = Q(response__state=Response.State.COMPLETED)
    # By the event, as an import may not know when anybody completed.
    told = Event.objects.filter(response=OuterRef("response"), kind=Event.Kind.WITHDRAWN)
    left = Q(Exists(told), response__state=Response.State.WITHDRAWN)
    return (
        Recruit.objects.for_survey(survey)
        .filter(completed | left)
        .select_related("response")
        .with_names()
        .annotate(own_name=F("response__respondent__pseudonym"))
        .order_by("pk")
    )


def _list_frame(recruit: Any, degree: Cell, nobody: str, survey: Survey) -> list[Cell]:
    is_left = recruit.response.state == Response.State.WITHDRAWN
    day = recruit.enrolled_at
    return [
        recruit.own_name,
        recruit.recruiter_name or nobody,
        degree,
        recruit.wave,
        recruit.seed_name or recruit.own_name,
        None if is_left else recruit.channel_name,
        None if is_left or day is None else timezone.localdate(day).isoformat(),
        int(survey.is_simulated),
    ]
