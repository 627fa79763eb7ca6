"""One process at a time changes the tallies of a survey."""

from datetime import datetime
from uuid import uuid4

from analytics.models import FoldCursor
from analytics.tallies.plan import PlanDocument
from surveys.models import Survey


def lock_tallies(
    survey: Survey, *, plan: PlanDocument | None, now: datetime
) -> PlanDocument | None:
    """Wait for whoever changes this survey's tallies; return what plan they are counted by.

    None stands for tallies nobody has counted yet, or that cannot be relied on. `plan` is noted
    where there are no tallies yet. Held until the transaction ends. An update as the first write
    takes the row on PostgreSQL and the file on SQLite.
    """
    mark = uuid4().hex
    FoldCursor.objects.bulk_create(
        [FoldCursor(survey=survey, plan=plan, mark=mark, folded_at=now)], ignore_conflicts=True
    )
    cursors = FoldCursor.objects.filter(survey=survey)
    cursors.update(folded_at=now, mark=mark)
    stored: PlanDocument | None = cursors.values_list("plan", flat=True).get()
    return stored
