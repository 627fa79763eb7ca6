"""One process at a time changes the counts of a survey."""

from datetime import datetime
from uuid import uuid4

from django.db.models import F

from analytics.models import FoldCursor
from surveys.models import Survey


def lock_counts(survey: Survey, *, now: datetime) -> None:
    """Wait for whoever changes this survey's counts; held until the transaction ends.

    An update as the first write takes the row on PostgreSQL and the file on SQLite.
    """
    cursors = FoldCursor.objects.filter(survey=survey)
    if not cursors.update(mark=F("mark")):
        cursor = FoldCursor(survey=survey, mark=uuid4().hex, folded_at=now)
        FoldCursor.objects.bulk_create([cursor], ignore_conflicts=True)
        cursors.update(mark=F("mark"))


def note_change(survey: Survey, *, now: datetime) -> None:
    """Give the survey's counts a new mark: what was read under the old one is no longer shown."""
    FoldCursor.objects.filter(survey=survey).update(mark=uuid4().hex, folded_at=now)
