"""Writing counts: changes are added in the database, never read, changed and written back."""

from collections.abc import Collection, Iterable, Mapping

from django.db import connection

from analytics.models import TalliedResponse, Tally, UncodedResponse
from analytics.services.errors import TalliesBrokenError
from analytics.tallies.cells import cell_to_text
from analytics.tallies.rows import CodedRow, row_to_json
from analytics.tallies.tallies import Tallies
from surveys.models import Survey

CELLS_PER_STATEMENT = 500

_ADD = """
INSERT INTO {table} (survey_id, cell, count) VALUES {places}
ON CONFLICT (survey_id, cell) DO UPDATE SET count = {table}.count + excluded.count
"""


def add_to_tallies(survey: Survey, change: Tallies) -> None:
    """Add `change` to the survey's counts and drop the cells nobody is in any more.

    Must run inside the transaction that records why. Raises `TalliesBrokenError` when a count
    would fall below zero.
    """
    counts = sorted((cell_to_text(cell), count) for cell, count in change.counts.items())
    for start in range(0, len(counts), CELLS_PER_STATEMENT):
        _add(survey.pk, counts[start : start + CELLS_PER_STATEMENT])
    if any(count < 0 for _, count in counts):
        tallies = Tally.objects.for_survey(survey)
        if tallies.impossible().exists():
            raise TalliesBrokenError(f"Run `rebuild_tallies --survey {survey.slug}`.")
        tallies.spent().delete()


def _add(survey_id: int, counts: list[tuple[str, int]]) -> None:
    statement = _ADD.format(
        table=connection.ops.quote_name(Tally._meta.db_table),
        places=", ".join(["(%s, %s, %s)"] * len(counts)),
    )
    parameters = [part for cell, count in counts for part in (survey_id, cell, count)]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def record_rows(rows: dict[int, CodedRow]) -> None:
    """Note what each response now has in the tallies."""
    TalliedResponse.objects.bulk_create(
        [
            TalliedResponse(response_id=response_id, row=row_to_json(row))
            for response_id, row in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["response"],
        update_fields=["row"],
        batch_size=CELLS_PER_STATEMENT,
    )


def forget_rows(response_ids: Iterable[int]) -> None:
    """Delete what responses had in the tallies: withdrawn answers stay nowhere."""
    TalliedResponse.objects.filter(response_id__in=list(response_ids)).delete()


def note_uncoded(response_ids: Collection[int], reasons: Mapping[int, str]) -> None:
    """Note which of these responses cannot be coded, and so are in no count, and why."""
    UncodedResponse.objects.filter(response_id__in=response_ids).delete()
    UncodedResponse.objects.bulk_create(
        UncodedResponse(response_id=response_id, reason=reason)
        for response_id, reason in reasons.items()
    )
