"""Starting: no answer without agreement, one response per key, only while the survey is open."""

from datetime import datetime, timedelta

import pytest

from surveys.models import Consent, Respondent, Response, Survey
from surveys.services.errors import ConsentMissingError, SurveyClosedError
from surveys.services.fielding import close_survey
from surveys.services.keys import make_key
from surveys.services.responses import start_response
from tests.factories import NOW, make_consent, make_response, make_survey

pytestmark = pytest.mark.django_db


def _start(survey: Survey, key: str, *boxes: str, now: datetime = NOW) -> tuple[Response, bool]:
    consent = make_consent(*boxes)
    return start_response(survey, key=key, consent=consent, is_referred=False, now=now)


def test_starting_stores_the_boxes_and_the_digest_of_the_text() -> None:
    response = make_response()
    consent = Consent.objects.get(response=response)
    assert (consent.boxes, consent.text_digest, consent.language) == (
        ["participate"],
        "0" * 64,
        "zh-Hans",
    )


def test_without_the_required_box_nothing_is_stored() -> None:
    with pytest.raises(ConsentMissingError):
        _start(make_survey(), make_key(), "wechat_code")
    assert (Response.objects.count(), Respondent.objects.count()) == (0, 0)


def test_the_same_key_gives_the_same_response() -> None:
    survey, key = make_survey(), make_key()
    first, is_first_new = _start(survey, key)
    again, is_again_new = _start(survey, key)
    assert (first.pk, is_first_new, is_again_new) == (again.pk, True, False)


def test_a_closed_survey_takes_no_new_interview() -> None:
    survey = close_survey(make_survey(), now=NOW)
    with pytest.raises(SurveyClosedError):
        _start(survey, make_key())


def test_a_survey_takes_no_interview_before_it_opens() -> None:
    with pytest.raises(SurveyClosedError):
        _start(make_survey(), make_key(), now=NOW - timedelta(seconds=1))


def test_an_interview_under_way_goes_on_after_closing() -> None:
    survey, key = make_survey(), make_key()
    first, _ = _start(survey, key)
    close_survey(survey, now=NOW)
    assert _start(survey, key)[0] == first


def test_two_starts_differ_in_pseudonym_order_and_withdrawal_code() -> None:
    survey = make_survey()
    first, second = make_response(survey), make_response(survey)
    for name in ("respondent_id", "order_seed", "withdrawal_hash", "key_hash"):
        assert getattr(first, name) != getattr(second, name)


def test_the_key_is_stored_only_as_its_hash() -> None:
    key = make_key()
    response = make_response(key=key)
    assert key not in str(Response.objects.filter(pk=response.pk).values().get())
