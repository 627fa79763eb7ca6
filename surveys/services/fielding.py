"""Bringing a version into the field, and taking the survey out of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from surveys.engine.inducement import find_in_details, find_in_document
from surveys.models import FieldedVersion, Membership, QuestionnaireVersion, Survey
from surveys.selectors.runner import load_plan
from surveys.services.errors import SlugInvalidError, SurveyNotReadyError, VersionForeignError


def check_slug(slug: str) -> None:
    """Raise `SlugInvalidError` unless addresses and the database can hold `slug`."""
    try:
        Survey._meta.get_field("slug").clean(slug, None)
    except ValidationError as error:
        raise SlugInvalidError(f"“{slug}”: {' '.join(error.messages)}") from None


@transaction.atomic
def create_survey(
    slug: str, *, version: QuestionnaireVersion, owner: User | None = None, **settings: Any
) -> Survey:
    """A draft survey of `version`; `settings` are fields of Survey.

    Raises `SlugInvalidError`.
    """
    check_slug(slug)
    survey = Survey.objects.create(slug=slug, version=version, **settings)
    FieldedVersion.objects.create(survey=survey, version=version)
    if owner is not None:
        Membership.objects.create(survey=survey, researcher=owner, role=Membership.Role.OWNER)
    return survey


def list_faults(details: Mapping[str, object]) -> tuple[str, ...]:
    """What may not stand in a survey's particulars: inducements, and a box without its feature."""
    faults = [str(one) for one in find_in_details(details)]
    # No log-in with WeChat exists, so nobody may be asked to agree to one.
    if details.get("wechat_box"):
        faults.append("details.wechat_box")
    return tuple(faults)


def list_unsaid(name: str, texts: object, languages: Iterable[str]) -> list[str]:
    """Return `name.language` for each language in which a text by language says nothing."""
    said = texts if isinstance(texts, Mapping) else {}
    return [f"{name}.{one}" for one in languages if not str(said.get(one) or "").strip()]


def list_unsaid_details(details: Mapping[str, object], languages: Iterable[str]) -> list[str]:
    """Return the particulars that are given in some of the languages and not in the others.

    A plain text, such as an address, is the same in all of them.
    """
    return [
        gap
        for name, detail in details.items()
        if isinstance(detail, Mapping) and not detail.keys().isdisjoint(languages)
        for gap in list_unsaid(f"details.{name}", detail, languages)
    ]


def list_gaps(survey: Survey) -> tuple[str, ...]:
    """What must be settled before the survey may open, as names of its fields."""
    languages = load_plan(survey.version).document.languages
    gaps = list_unsaid("ethics_body", survey.ethics_body, languages)
    gaps += ["ethics_number"] if not survey.ethics_number.strip() else []
    gaps += list_unsaid_details(survey.details, languages)
    if survey.is_foreign_related:
        gaps += [name for name in ("permit_number", "approval_number") if not getattr(survey, name)]
    return tuple(gaps)


@transaction.atomic
def open_survey(survey: Survey, *, now: datetime) -> Survey:
    """Start taking interviews.

    Raises `SurveyNotReadyError` while the ethics approval, or the permit of a foreign-related
    survey (NBS Order 7, 2004), is missing, or while a text induces people to pass the study on.
    """
    _check_ready(survey)
    survey.state = Survey.State.OPEN
    survey.opens_at = survey.opens_at or now
    if survey.closes_at is not None and survey.closes_at <= now:
        survey.closes_at = None
    survey.save(update_fields=["state", "opens_at", "closes_at"])
    return survey


@transaction.atomic
def follow_version(survey: Survey, version: QuestionnaireVersion) -> Survey:
    """Give `version` to everybody who begins from now on; interviews under way keep their own.

    Raises `VersionForeignError` unless it is a later version of the same questionnaire, and
    `SurveyNotReadyError` where an open survey could not be opened with it.
    """
    # Not its keys: people may begin meanwhile.
    surveys = Survey.objects.select_for_update(of=("self",), no_key=True)
    locked = surveys.select_related("version").get(pk=survey.pk)
    is_later = version.number >= locked.version.number
    if version.questionnaire_id != locked.version.questionnaire_id or not is_later:
        raise VersionForeignError(f"{version} does not follow {locked.version}.")
    locked.version = version
    if locked.state == Survey.State.OPEN:
        _check_ready(locked)
    locked.save(update_fields=["version"])
    FieldedVersion.objects.get_or_create(survey=locked, version=version)
    survey.version = version
    return survey


def close_survey(survey: Survey, *, now: datetime) -> Survey:
    """Take no new interviews; those under way may finish."""
    survey.state = Survey.State.CLOSED
    survey.closes_at = now
    survey.save(update_fields=["state", "closes_at"])
    return survey


def _check_ready(survey: Survey) -> None:
    wording = find_in_document(load_plan(survey.version).document)
    reasons = (*list_gaps(survey), *map(str, wording), *list_faults(survey.details))
    if reasons:
        raise SurveyNotReadyError(reasons)
