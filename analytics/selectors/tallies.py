"""The stored counts of a survey, as the pure packages read them."""

from dataclasses import dataclass
from datetime import datetime

from analytics.models import FoldCursor, Tally, UncodedResponse
from analytics.tallies.cells import cell_from_text
from analytics.tallies.rows import plan_from_json
from analytics.tallies.table import TallyTable, read_table
from analytics.tallies.tallies import Tallies
from surveys.models import Event, Survey

MOST_TABLES = 16


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far folding has come; `mark` is another after every change of the tallies."""

    mark: str = ""
    folded_at: datetime | None = None


# A table that was read under the same mark is the same table.
_tables: dict[tuple[int, str], TallyTable] = {}


def load_tallies(survey: Survey) -> Tallies:
    """All counts of a survey."""
    stored = Tally.objects.for_survey(survey).values_list("cell", "count")
    return Tallies({cell_from_text(cell): count for cell, count in stored})


def load_table(survey: Survey) -> TallyTable:
    """The counts arranged for estimators; kept in memory until the next fold, to be read only."""
    return load_counted(survey)[0]


def load_counted(survey: Survey) -> tuple[TallyTable, Freshness]:
    """The table and the fold it is of: read again when a fold has come between the two."""
    freshness = load_freshness(survey)
    while (table := _tables.get((survey.pk, freshness.mark))) is None:
        stored = Tally.objects.for_survey(survey)
        table = read_table(stored.values_list("cell", "count"))
        before, freshness = freshness, load_freshness(survey)
        if before == freshness:
            _keep(survey, freshness, table)
    return table, freshness


def list_counted_pairs(survey: Survey) -> frozenset[tuple[str, str]] | None:
    """The pairs of variables that the stored counts hold; None before the first fold."""
    plan = FoldCursor.objects.filter(survey=survey).values_list("plan", flat=True).first()
    return frozenset(plan_from_json(plan).pairs) if plan else None


def load_freshness(survey: Survey) -> Freshness:
    """The mark and time of the last fold; empty before the first."""
    cursor = FoldCursor.objects.filter(survey=survey).values_list("mark", "folded_at").first()
    return Freshness(*cursor) if cursor else Freshness()


def load_stamp(survey: Survey) -> str:
    """Changes whenever anything on a page of estimates does, and costs next to nothing."""
    mark = load_freshness(survey).mark
    waiting = count_waiting(survey), count_uncoded(survey)
    return "-".join(map(str, (mark, *waiting, survey.degree_rule)))


def count_waiting(survey: Survey) -> int:
    """Events told but not folded yet."""
    return Event.objects.for_survey(survey).waiting().count()


def count_uncoded(survey: Survey) -> int:
    """Completed responses that are in no count because they cannot be coded."""
    return UncodedResponse.objects.for_survey(survey).count()


def _keep(survey: Survey, freshness: Freshness, table: TallyTable) -> None:
    while len(_tables) >= MOST_TABLES:
        _tables.pop(next(iter(_tables)), None)
    _tables[survey.pk, freshness.mark] = table
