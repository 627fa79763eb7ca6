"""A completion asks for a fold after its commit; a dead broker never holds up an answer."""

import pytest
from kombu.exceptions import OperationalError

from analytics import receivers, tasks
from analytics.selectors.tallies import load_table
from surveys.models import Response
from tests.factories import make_completed_response, make_survey


@pytest.fixture(name="sent")
def _sent(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    sent: list[list[int]] = []
    monkeypatch.setattr(receivers, "_quiet_until", 0.0)
    monkeypatch.setattr(
        receivers.current_app, "send_task", lambda name, args, **more: sent.append(args)
    )
    return sent


@pytest.mark.django_db(transaction=True)
def test_completion_nudges_once_committed(sent: list[list[int]]) -> None:
    response = make_completed_response()
    assert sent == [[response.survey_id]]


@pytest.mark.django_db
def test_nothing_is_sent_before_the_commit(sent: list[list[int]]) -> None:
    make_completed_response()
    assert sent == []


@pytest.mark.django_db(transaction=True)
def test_dead_broker_costs_one_attempt_and_no_answer(
    monkeypatch: pytest.MonkeyPatch, sent: list[list[int]]
) -> None:
    def refuse(name: str, args: list[int], **more: object) -> None:
        sent.append(args)
        raise OperationalError("no broker")

    monkeypatch.setattr(receivers.current_app, "send_task", refuse)
    responses = [make_completed_response() for _ in range(2)]
    assert [response.state for response in responses] == [Response.State.COMPLETED] * 2
    assert len(sent) == 1


@pytest.mark.django_db
def test_sweep_folds_every_survey_that_waits() -> None:
    surveys = [make_survey() for _ in range(2)]
    for survey in surveys:
        make_completed_response(survey)
    assert tasks.fold_pending() == 2
    assert [load_table(survey).respondent_count for survey in surveys] == [1, 1]


@pytest.mark.django_db
def test_task_run_twice_folds_once() -> None:
    survey = make_survey()
    make_completed_response(survey)
    counts = [tasks.fold_survey_events(survey.pk) for _ in range(2)]
    assert counts == [1, 0]
