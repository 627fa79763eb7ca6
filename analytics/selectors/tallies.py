"""The stored counts of a survey, as the pure packages read them."""

from analytics.models import FoldCursor, Tally
from analytics.tallies.cells import cell_from_text
from analytics.tallies.table import TallyTable, read_table
from analytics.tallies.tallies import Tallies
from surveys.models import Survey

MOST_TABLES = 16

# Every fold leaves a new mark, so a table that was read under the same mark is the same table.
_tables: dict[tuple[int, str, bool], TallyTable] = {}


def load_tallies(survey: Survey) -> Tallies:
    """All counts of a survey."""
    stored = Tally.objects.for_survey(survey).values_list("cell", "count")
    return Tallies({cell_from_text(cell): count for cell, count in stored})


def load_table(survey: Survey, *, with_groups: bool = True) -> TallyTable:
    """The counts arranged for estimators; without the driver × group cells, which are many.

    Kept in memory until the next fold. To be read only.
    """
    mark = FoldCursor.objects.filter(survey=survey).values_list("mark", flat=True).first()
    if mark is None:
        return TallyTable()
    key = survey.pk, mark, with_groups
    table = _tables.get(key)
    if table is None:
        stored = Tally.objects.for_survey(survey)
        counts = stored if with_groups else stored.without_groups()
        table = read_table(counts.values_list("cell", "count"))
        while len(_tables) >= MOST_TABLES:
            _tables.pop(next(iter(_tables)), None)
        _tables[key] = table
    return table
