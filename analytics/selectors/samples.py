"""From response rows to coded rows: the only bridge between the database and the tallies."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils import timezone

from analytics.selectors.coding import clean_degree, code_responses
from analytics.selectors.plans import Counting
from recruitment.models import Recruit
from surveys.engine.codebook import CellValue
from surveys.models import Response, Survey

if TYPE_CHECKING:
    from analytics.tallies.rows import Records

Rows = dict[int, bytes]
"""Coded rows by response."""
Links = set[tuple[int, int]]
"""Recruitments as (recruiter's response, recruit's response)."""


def load_coded_rows(
    survey: Survey, response_ids: Collection[int], counting: Counting
) -> tuple[Rows, dict[int, str]]:
    """Return the coded rows of those responses that are completed now, by response.

    Then, by response, why the others of them cannot be coded. Whoever has no place in recruitment
    counts as a seed.
    """
    responses = (
        Response.objects.for_survey(survey)
        .completed()
        .filter(pk__in=response_ids)
        .only("answers", "survey_year", "is_referred", "completed_at", "survey_id", "version_id")
    )
    coded, records, uncoded = count_responses(survey, responses, counting)
    places = Recruit.objects.filter(response_id__in=response_ids)
    placed = {pk: rest for pk, *rest in places.values_list("response_id", "wave", "channel_id")}
    completed = [response.completed_at for response in coded]
    records["wave"] = [placed.get(response.pk, (0, 0))[0] for response in coded]
    records["channel"] = [placed.get(response.pk, (0, 0))[1] or 0 for response in coded]
    records["day"] = [timezone.localdate(one).toordinal() if one else 0 for one in completed]
    return {one.pk: row.tobytes() for one, row in zip(coded, records, strict=True)}, uncoded


def count_responses(
    survey: Survey, responses: Iterable[Response], counting: Counting
) -> "tuple[list[Response], Records, dict[int, str]]":
    """Return responses with what is counted of their answers: values and degree, one row each.

    Then, by response, why the others cannot be coded.
    """
    # Loaded where it is used: a process that only answers respondents never needs numpy.
    import numpy as np

    from analytics.tallies.rows import UNKNOWN, make_records

    chunks, uncoded = code_responses(survey, counting.catalogue, responses)
    coded = [response for chunk in chunks for response in chunk.responses]
    records = make_records(len(coded), counting.plan)
    start = 0
    for chunk in chunks:
        own = records[start : start + len(chunk.responses)]
        for index, variable in enumerate(counting.plan.variables):
            column = chunk.columns[variable.name]
            positions: dict[CellValue, int] = {code: at for at, code in enumerate(variable.codes)}
            found = [positions.get(value, UNKNOWN) for value in column.values]
            own["positions"][:, index] = np.array(found, np.int8)[column.positions]
        degrees = map(clean_degree, chunk.network_size.spread())
        own["degree"] = [UNKNOWN if degree is None else degree for degree in degrees]
        start += len(own)
    return coded, records, uncoded


def list_links(response_ids: Collection[int]) -> Links:
    """Return every recruitment that touches one of these responses."""
    links = Recruit.objects.filter(recruiter__isnull=False).values_list(
        "recruiter__response_id", "response_id"
    )
    upward = links.filter(response_id__in=response_ids)
    downward = links.filter(recruiter__response_id__in=response_ids)
    return {*upward, *downward}


def iterate_completed(survey: Survey, batch: int) -> Iterator[list[int]]:
    """Yield the completed responses of a survey, in lists of at most `batch`, oldest first."""
    last = 0
    completed = Response.objects.for_survey(survey).completed().order_by("pk")
    while found := list(completed.filter(pk__gt=last).values_list("pk", flat=True)[:batch]):
        yield found
        last = found[-1]
