"""Opening and closing a survey: no interview without approval, nor abroad without a permit."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from surveys.models import Survey
from surveys.services.errors import SurveyNotReadyError
from surveys.services.fielding import close_survey, list_gaps, open_survey
from tests.factories import NOW, make_researcher, make_survey

pytestmark = pytest.mark.django_db


def test_survey_without_ethics_approval_cannot_open() -> None:
    survey = make_survey(is_open=False, ethics_body=" ", ethics_number="")
    with pytest.raises(SurveyNotReadyError) as refused:
        open_survey(survey, now=NOW)
    assert refused.value.reasons == ("ethics_body", "ethics_number")


def test_foreign_related_survey_needs_permit_and_approval_to_open() -> None:
    survey = make_survey(is_open=False, is_foreign_related=True, permit_number="P-1")
    assert list_gaps(survey) == ("approval_number",)
    with pytest.raises(SurveyNotReadyError):
        open_survey(survey, now=NOW)


def test_database_itself_refuses_an_open_foreign_related_survey() -> None:
    survey = make_survey(is_open=False, is_foreign_related=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(state=Survey.State.OPEN)


def test_foreign_related_survey_with_both_numbers_opens() -> None:
    settings = {"is_foreign_related": True, "permit_number": "P-1", "approval_number": "A-1"}
    assert make_survey(**settings).is_open_at(NOW)


def test_closed_survey_can_be_opened_again() -> None:
    survey = close_survey(make_survey(), now=NOW)
    later = NOW + timedelta(days=1)
    assert not survey.is_open_at(later)
    assert open_survey(survey, now=later).is_open_at(later)


def test_closing_day_set_ahead_is_kept_when_opening() -> None:
    closing = NOW + timedelta(days=7)
    survey = make_survey(closes_at=closing)
    assert survey.is_open_at(closing - timedelta(seconds=1))
    assert not survey.is_open_at(closing)


def test_owner_of_a_new_survey_is_in_its_team() -> None:
    owner = make_researcher()
    survey = make_survey(owner=owner)
    assert list(Survey.objects.owned_by(owner)) == [survey]
