"""Adjectives for rows of this app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from surveys.models import Survey


class SurveyQuerySet(models.QuerySet):
    """Surveys."""

    def for_researcher(self, researcher: AbstractBaseUser | AnonymousUser) -> SurveyQuerySet:
        """Those whose team `researcher` belongs to."""
        return self.filter(memberships__researcher_id=researcher.pk)

    def owned_by(self, researcher: AbstractBaseUser | AnonymousUser) -> SurveyQuerySet:
        """Those that `researcher` owns."""
        return self.filter(memberships__researcher_id=researcher.pk, memberships__role="owner")


class ResponseQuerySet(models.QuerySet):
    """Responses."""

    def for_survey(self, survey: Survey) -> ResponseQuerySet:
        """Those of one survey."""
        return self.filter(survey=survey)

    def completed(self) -> ResponseQuerySet:
        """Those whose answers count."""
        return self.filter(state="completed")


class EventQuerySet(models.QuerySet):
    """Outbox events."""

    def for_survey(self, survey: Survey) -> EventQuerySet:
        """Those of one survey."""
        return self.filter(survey=survey)

    def waiting(self) -> EventQuerySet:
        """Those nobody has processed yet, oldest first."""
        return self.filter(processed_at=None).order_by("id")
