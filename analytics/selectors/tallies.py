"""The stored counts of a survey, as the pure packages read them."""

from analytics.models import Tally
from analytics.tallies.cells import cell_from_text
from analytics.tallies.table import TallyTable
from analytics.tallies.tallies import Tallies
from surveys.models import Survey


def load_tallies(survey: Survey, *, with_groups: bool = True) -> Tallies:
    """All counts of a survey, or all but the driver × group cells, which are most of them."""
    stored = Tally.objects.for_survey(survey)
    if not with_groups:
        stored = stored.without_groups()
    return Tallies(
        {cell_from_text(cell): count for cell, count in stored.values_list("cell", "count")}
    )


def load_table(survey: Survey, *, with_groups: bool = True) -> TallyTable:
    """The counts arranged for estimators."""
    return TallyTable(load_tallies(survey, with_groups=with_groups))
