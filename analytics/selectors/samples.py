"""From response rows to coded rows: the only bridge between the database and the tallies."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils import timezone

from analytics.selectors.coding import CodedChunk, code_responses
from analytics.selectors.plans import Counting
from recruitment.models import Recruit
from surveys.engine.codebook import CellValue
from surveys.models import Event, Response, Survey

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

    Then, by response, why the others of them cannot be coded.
    """
    responses = (
        Response.objects.for_survey(survey)
        .completed()
        .filter(pk__in=response_ids)
        .only("answers", "survey_year", "is_referred", "completed_at", "survey_id", "version_id")
    )
    chunks, uncoded = code_responses(survey, counting.catalogue, responses)
    return make_rows(chunks, counting), uncoded


def make_rows(chunks: Sequence[CodedChunk], counting: Counting) -> Rows:
    """Return what is counted of coded responses; one without a place is counted as a seed."""
    # Loaded where it is used: a process that only answers respondents never needs numpy.
    from analytics.tallies.rows import make_records, pack_rows

    responses = [response for chunk in chunks for response in chunk.responses]
    places = Recruit.objects.filter(response_id__in=[response.pk for response in responses])
    placed = {pk: rest for pk, *rest in places.values_list("response_id", "wave", "channel_id")}
    completed = [response.completed_at for response in responses]
    records = make_records(len(responses), counting.plan)
    records["wave"] = [placed.get(response.pk, (0, 0))[0] for response in responses]
    records["channel"] = [placed.get(response.pk, (0, 0))[1] or 0 for response in responses]
    records["day"] = [timezone.localdate(one).toordinal() if one else 0 for one in completed]
    start = 0
    for chunk in chunks:
        end = start + len(chunk.responses)
        _fill(records[start:end], chunk, counting)
        start = end
    packed = pack_rows(records, counting.plan)
    return {response.pk: row for response, row in zip(responses, packed, strict=True)}


def _fill(records: "Records", chunk: CodedChunk, counting: Counting) -> None:
    """Write degrees and values of a chunk into its records."""
    import numpy as np

    from analytics.tallies.rows import UNKNOWN

    for index, variable in enumerate(counting.plan.variables):
        column = chunk.columns[variable.name]
        positions: dict[CellValue, int] = {code: at for at, code in enumerate(variable.codes)}
        found = [positions.get(value, UNKNOWN) for value in column.values]
        records["positions"][:, index] = np.array(found, np.int8)[column.positions]
    records["degree"] = chunk.degree.replace({None: UNKNOWN}).spread()


def count_events(response_ids: Collection[int]) -> dict[int, int]:
    """Return how often each response was told of: every change of a completed one is one more."""
    events = Event.objects.filter(response_id__in=response_ids).order_by()
    return dict(events.values_list("response_id").annotate(Count("pk")))


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
