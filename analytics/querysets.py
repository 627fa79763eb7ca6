"""Adjectives for rows of this app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from surveys.models import Survey


class TallyQuerySet(models.QuerySet):
    """Parts of counts."""

    def for_survey(self, survey: Survey) -> TallyQuerySet:
        """Those of one survey."""
        return self.filter(survey=survey)


class TalliedResponseQuerySet(models.QuerySet):
    """What became of a response in the tallies."""

    def for_survey(self, survey: Survey) -> TalliedResponseQuerySet:
        """Those of one survey."""
        return self.filter(response__survey=survey)
