"""Writing counts and what each response has in them; the caller holds the survey's tallies."""

from collections.abc import Collection, Iterable, Mapping

from analytics.models import AnswerBlock, Generation, TalliedResponse, Tally, UncodedResponse
from analytics.selectors.tallies import load_part
from analytics.services.errors import TalliesBrokenError
from analytics.tallies.plan import TallyPlan
from analytics.tallies.tallies import Tallies, merge
from surveys.models import Survey

MOST_RECENT = 5000  # respondents in the part that every fold writes: a few milliseconds
ROWS_PER_STATEMENT = 500


def add_to_tallies(
    generation: Generation, change: Tallies, plan: TallyPlan, *, in_one: bool = False
) -> None:
    """Add `change` to a generation's counts; `in_one` leaves no part that tells what changed.

    Must run inside the transaction that records why. Raises `TalliesBrokenError` when a count
    would fall below zero.
    """
    try:
        recent = merge(load_part(generation.pk, Tally.Part.RECENT, plan), change)
        in_one = in_one or recent.by_degree[0].sum() >= MOST_RECENT
        if in_one or (change.counts < 0).any():
            # The large part is read only where something may be missing from it.
            whole = merge(load_part(generation.pk, Tally.Part.BASE, plan), recent)
            if (whole.counts < 0).any():
                raise TalliesBrokenError("More was to be taken out of the counts than they hold.")
    except ValueError as error:
        raise TalliesBrokenError("The counts cannot be read.") from error
    if in_one:
        Tally.objects.filter(generation=generation, part=Tally.Part.RECENT).delete()
        write_part(generation, Tally.Part.BASE, whole)
    else:
        write_part(generation, Tally.Part.RECENT, recent)


def write_part(generation: Generation, part: Tally.Part, tallies: Tallies) -> None:
    """Store one part of the counts."""
    Tally.objects.bulk_create(
        [Tally(generation=generation, part=part, document=tallies.to_bytes())],
        update_conflicts=True,
        unique_fields=["generation", "part"],
        update_fields=["document"],
    )


def record_rows(
    generation: Generation, rows: Mapping[int, bytes], block: AnswerBlock | None = None
) -> None:
    """Note what each response now has in the counts, and the block that it stands in."""
    TalliedResponse.objects.bulk_create(
        [
            TalliedResponse(generation=generation, response_id=response_id, row=row, block=block)
            for response_id, row in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["generation", "response"],
        update_fields=["row", "block"],
        batch_size=ROWS_PER_STATEMENT,
    )


def forget_rows(generation: Generation, response_ids: Iterable[int]) -> None:
    """Delete what responses had in the counts: withdrawn answers stay nowhere."""
    rows = TalliedResponse.objects.filter(generation=generation)
    rows.filter(response_id__in=list(response_ids)).delete()


def note_uncoded(survey: Survey, response_ids: Collection[int], reasons: Mapping[int, str]) -> None:
    """Note which of these responses cannot be coded, and so are in no count, and why."""
    UncodedResponse.objects.filter(response_id__in=response_ids).delete()
    UncodedResponse.objects.bulk_create(
        UncodedResponse(survey=survey, response_id=response_id, reason=reason)
        for response_id, reason in reasons.items()
    )
