"""Adjectives for rows of this app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from surveys.models import Survey


class GenerationQuerySet(models.QuerySet):
    """Generations of counts."""

    def for_survey(self, survey: Survey) -> GenerationQuerySet:
        """Those of one survey."""
        return self.filter(survey=survey)

    def live(self) -> GenerationQuerySet:
        """Those that are read."""
        return self.filter(state="live")

    def building(self) -> GenerationQuerySet:
        """Those in the making."""
        return self.filter(state="building")

    def left(self) -> GenerationQuerySet:
        """Those nobody needs any more."""
        return self.filter(state="left")


class UncodedResponseQuerySet(models.QuerySet):
    """Responses in no count."""

    def for_survey(self, survey: Survey) -> UncodedResponseQuerySet:
        """Those of one survey."""
        return self.filter(response__survey=survey)
