"""Researchers and their places in the team of a survey."""

import secrets

from django.contrib.auth.models import User
from django.db import transaction

from surveys.models import Membership, Survey
from surveys.services.errors import ResearcherUnknownError


def find_researcher(username: str) -> User:
    """The researcher who logs in under this name. Raises `ResearcherUnknownError`."""
    researcher = User.objects.filter(username=username, is_active=True).first()
    if researcher is None:
        who = f"Nobody logs in as “{username}”" if username else "The shipped study has no owner"
        raise ResearcherUnknownError(f"{who}; run load_study first or name one with --owner.")
    return researcher


@transaction.atomic
def create_researcher(username: str) -> tuple[User, str | None]:
    """The researcher of this name and, only if just made, a random password nothing stores."""
    researcher, is_new = User.objects.select_for_update().get_or_create(
        username=username, defaults={"is_staff": True}
    )
    if not is_new:
        return researcher, None
    password = secrets.token_urlsafe(15)
    researcher.set_password(password)
    researcher.save(update_fields=["password"])
    return researcher, password


def join_survey(survey: Survey, *, researcher: User, role: str) -> Membership:
    """A place in the team; one that exists keeps its role."""
    membership, _ = Membership.objects.get_or_create(
        survey=survey, researcher=researcher, defaults={"role": role}
    )
    return membership
