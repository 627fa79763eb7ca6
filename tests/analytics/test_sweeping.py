"""One survey, or one response, that cannot be counted keeps no other waiting."""

import logging
from datetime import datetime

import pytest

from analytics import tasks
from analytics.models import FoldCursor, Generation, UncodedResponse
from analytics.selectors.dashboard import load_estimates
from analytics.selectors.tallies import load_table
from analytics.services.checking import check_tallies
from analytics.services.folding import fold_all, fold_events
from surveys.models import Event, QuestionnaireVersion, Response, Survey
from surveys.services.responses import save_page
from tests.analytics.stored_counts import forget_counts, spoil_everybody
from tests.factories import NOW, make_completed_response, make_document, make_survey, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture(name="survey")
def _survey() -> Survey:
    return make_survey()


def _spoil(response: Response) -> None:
    """What no page can store: an answer of the wrong kind."""
    Response.objects.filter(pk=response.pk).update(answers={"gender": {"secret": 4711}})


def test_survey_that_cannot_be_folded_is_named_and_the_others_go_on(
    survey: Survey, caplog: pytest.LogCaptureFixture
) -> None:
    version = make_version("lost", document=make_document(id="lost"))
    lost = make_survey("lost-survey", version=version)
    for one in (lost, survey):
        make_completed_response(one)
    QuestionnaireVersion.objects.filter(pk=version.pk).update(document={}, digest="0" * 64)
    assert tasks.fold_pending() == 1
    assert load_table(survey).respondent_count == 1
    assert "lost-survey" in caplog.text


def test_counts_of_another_plan_are_made_anew_without_an_event(survey: Survey) -> None:
    make_completed_response(survey)
    fold_all(survey.pk, now=NOW)
    assert tasks.rebuild_outdated() == 0
    live = Generation.objects.get()
    live.plan["layout"] = 0
    live.save()
    assert tasks.rebuild_outdated() == 1
    assert Generation.objects.get().pk != live.pk
    assert check_tallies(survey).is_right
    assert tasks.rebuild_outdated() == 0


def test_survey_that_cannot_be_read_keeps_no_other_from_being_made_anew(
    survey: Survey, caplog: pytest.LogCaptureFixture
) -> None:
    version = make_version("lost", document=make_document(id="lost"))
    for one in (make_survey("lost-survey", version=version), survey):
        make_completed_response(one)
        fold_all(one.pk, now=NOW)
    for one in Survey.objects.all():
        forget_counts(one)
    QuestionnaireVersion.objects.filter(pk=version.pk).update(document={}, digest="0" * 64)
    assert tasks.rebuild_outdated() == 1
    assert check_tallies(survey).is_right
    assert "lost-survey" in caplog.text


def test_broken_tallies_are_counted_anew_by_the_sweep(
    survey: Survey, caplog: pytest.LogCaptureFixture
) -> None:
    response = make_completed_response(survey)
    fold_all(survey.pk, now=NOW)
    spoil_everybody(survey)
    save_page(response, page_number=3, raw={"gender": ["1"], "contacts": ["30"]}, now=NOW)
    assert tasks.fold_pending() == 1
    assert check_tallies(survey).is_right
    assert survey.slug in caplog.text


def test_response_that_cannot_be_coded_is_set_aside_and_counted_apart(survey: Survey) -> None:
    spoilt = make_completed_response(survey)
    make_completed_response(survey)
    _spoil(spoilt)
    fold_all(survey.pk, now=NOW)
    summary = load_estimates(survey).summary
    assert (summary.respondent_count, summary.uncoded_count, summary.waiting_count) == (1, 1, 0)
    assert UncodedResponse.objects.get().reason == "TypeError"


def test_many_that_cannot_be_coded_let_later_ones_through(survey: Survey) -> None:
    for _ in range(3):
        _spoil(make_completed_response(survey))
    make_completed_response(survey)
    while fold_events(survey, now=NOW, limit=1):
        pass
    assert load_table(survey).respondent_count == 1


def test_log_names_the_response_and_none_of_its_answers(
    survey: Survey, caplog: pytest.LogCaptureFixture
) -> None:
    spoilt = make_completed_response(survey)
    _spoil(spoilt)
    with caplog.at_level(logging.ERROR):
        fold_all(survey.pk, now=NOW)
    assert f"Response {spoilt.pk} cannot be coded" in caplog.text
    assert "4711" not in caplog.text


def test_response_put_right_is_counted_again(survey: Survey) -> None:
    response = make_completed_response(survey)
    answers = response.answers
    _spoil(response)
    fold_all(survey.pk, now=NOW)
    Response.objects.filter(pk=response.pk).update(answers=answers)
    Event.objects.update(processed_at=None)
    fold_all(survey.pk, now=NOW)
    assert load_estimates(survey).summary.uncoded_count == 0
    assert load_table(survey).respondent_count == 1


def test_every_fold_of_a_sweep_has_its_own_time(survey: Survey) -> None:
    times: set[datetime] = set()
    for _ in range(2):
        make_completed_response(survey)
        fold_all(survey.pk)
        times.add(FoldCursor.objects.get(survey=survey).folded_at)
    marks = Event.objects.for_survey(survey).values_list("processed_at", flat=True)
    assert len(times) == len(set(marks)) == 2
