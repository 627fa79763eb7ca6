"""Which surveys a researcher belongs to, and in what role."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from surveys.models import Membership, Survey
from surveys.querysets import SurveyQuerySet


def load_membership(researcher: AbstractBaseUser | AnonymousUser, slug: str) -> Membership | None:
    """The place of `researcher` in the team of survey `slug`, with the survey; else None."""
    return (
        Membership.objects.select_related("survey", "survey__version")
        .defer("survey__version__document")
        .filter(researcher_id=researcher.pk, survey__slug=slug)
        .first()
    )


def list_team_surveys(researcher: AbstractBaseUser | AnonymousUser) -> SurveyQuerySet:
    """The surveys of `researcher`, newest first."""
    return (
        Survey.objects.for_researcher(researcher)
        .select_related("version", "version__questionnaire")
        .defer("version__document")
    )
