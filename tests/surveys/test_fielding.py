"""Opening and closing a survey: no interview without approval, nor abroad without a permit."""

from datetime import timedelta

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from surveys.admin import SurveyAdmin
from surveys.models import Survey
from surveys.services.errors import SurveyNotReadyError
from surveys.services.fielding import close_survey, list_gaps, open_survey
from tests.factories import NOW, make_document, make_researcher, make_survey, make_version

pytestmark = pytest.mark.django_db


def test_survey_without_ethics_approval_cannot_open() -> None:
    survey = make_survey(is_open=False, ethics_body={"en": " "}, ethics_number="")
    with pytest.raises(SurveyNotReadyError) as refused:
        open_survey(survey, now=NOW)
    gaps = ("ethics_body.zh-Hans", "ethics_body.en", "ethics_number")
    assert sorted(refused.value.reasons) == sorted(gaps)


@pytest.mark.parametrize(
    ("details", "gaps"),
    [
        ({"institution": {"en": "A university"}}, ("details.institution.zh-Hans",)),
        ({"contact": {"en": "Ann", "zh-Hans": " "}}, ("details.contact.zh-Hans",)),
        ({"contact": "ann@example.org"}, ()),
        ({"simulation": {"seed": 1}}, ()),
    ],
)
def test_particulars_have_one_text_for_each_language(
    details: dict[str, object], gaps: tuple[str, ...]
) -> None:
    assert list_gaps(make_survey(is_open=False, details=details)) == gaps


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


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        (
            {"thanks": {"zh-Hans": "转发有奖", "en": "A voucher"}},
            "details.thanks.zh-Hans: “转发有奖”",
        ),
        ({"thanks": "You enter a prize draw."}, "details.thanks: “prize draw”"),
        ({"wechat_box": True}, "details.wechat_box"),
    ],
)
def test_survey_with_a_forbidden_particular_cannot_open(
    details: dict[str, object], reason: str
) -> None:
    survey = make_survey(is_open=False, details=details)
    with pytest.raises(SurveyNotReadyError) as refused:
        open_survey(survey, now=NOW)
    assert reason in refused.value.reasons


def test_survey_whose_questionnaire_induces_cannot_open() -> None:
    texts = {"invitation.page": {"en": "You may invite.", "zh-Hans": "请邀请好友参加"}}
    version = make_version("induces", document=make_document(texts=texts))
    survey = make_survey(version=version, is_open=False)
    with pytest.raises(SurveyNotReadyError, match=r"texts\.invitation\.page\.zh-Hans: “邀请好友”"):
        open_survey(survey, now=NOW)


def test_thank_you_for_own_answers_may_be_named() -> None:
    thanks = {"en": "A voucher of 10 yuan, within 7 days", "zh-Hans": "10元红包，7天内发放"}
    assert make_survey(details={"thanks": thanks}).is_open_at(NOW)


@pytest.mark.parametrize(
    ("details", "is_valid"),
    [
        ('{"thanks": "A voucher of 10 yuan"}', True),
        ('{"thanks": "A reward for inviting friends"}', False),
        ('{"wechat_box": true}', False),
        ('["thanks"]', False),
        ('{"institution": {"en": "A university"}}', False),
        ('{"institution": {"en": "A university", "zh-Hans": "大学"}}', True),
    ],
)
def test_administration_refuses_what_opening_refuses(details: str, is_valid: bool) -> None:
    survey = make_survey(owner=make_researcher("admin", is_superuser=True))
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="admin")
    form = SurveyAdmin(Survey, site).get_form(request, survey)(
        {"details": details}, instance=survey
    )
    assert ("details" not in form.errors) == is_valid
