"""Adjectives for rows of this app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from surveys.models import Survey


class TallyQuerySet(models.QuerySet):
    """Counts by cell."""

    def for_survey(self, survey: Survey) -> TallyQuerySet:
        """Those of one survey."""
        return self.filter(survey=survey)

    def spent(self) -> TallyQuerySet:
        """Those nobody is in any more."""
        return self.filter(count=0)

    def impossible(self) -> TallyQuerySet:
        """Those that took more away than was there."""
        return self.filter(count__lt=0)


class TalliedResponseQuerySet(models.QuerySet):
    """What became of a response in the tallies."""

    def for_survey(self, survey: Survey) -> TalliedResponseQuerySet:
        """Those of one survey."""
        return self.filter(response__survey=survey)
