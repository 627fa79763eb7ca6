"""Adjectives for rows of this app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from analytics.models import Generation
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


class TalliedResponseQuerySet(models.QuerySet):
    """What responses have in the counts of a generation."""

    def tail(self, generation: Generation) -> TalliedResponseQuerySet:
        """Those whose answers stand in no block."""
        return self.filter(generation=generation, block=None)

    def sealed(self, generation: Generation) -> TalliedResponseQuerySet:
        """Those whose answers stand in a block."""
        return self.filter(generation=generation, block__isnull=False)


class UncodedResponseQuerySet(models.QuerySet):
    """Responses in no count."""

    def for_survey(self, survey: Survey) -> UncodedResponseQuerySet:
        """Those of one survey."""
        return self.filter(survey=survey)
