"""A completion asks for a fold after its commit; no answer ever waits for the broker."""

import multiprocessing
import socket
import time
from collections.abc import Iterator

import pytest
from celery import current_app

from analytics import tasks
from analytics.selectors.tallies import load_table
from analytics.services import nudging
from tests.factories import make_completed_response, make_survey

PATIENCE = 5.0


@pytest.fixture(autouse=True)
def _own_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A thread of its own, and for those of other tests nothing left to send meanwhile."""
    own, former = nudging.Nudger(), nudging._nudger
    former._waiting.clear()
    monkeypatch.setattr(nudging, "_nudger", own)
    yield
    own._waiting.clear()


@pytest.fixture(name="silent")
def _silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The socket of a broker that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv(
            "CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        )
        yield listener


def count_calls(listener: socket.socket, patience: float, *, first: float = PATIENCE) -> int:
    """How many connections arrive until none has come for `patience` seconds, or `first`."""
    listener.settimeout(first)
    calls = []
    try:
        while True:
            calls.append(listener.accept()[0])
            listener.settimeout(patience)
    except TimeoutError:
        return len(calls)
    finally:
        for call in calls:
            call.close()


@pytest.mark.django_db(transaction=True)
def test_completion_nudges_once_committed() -> None:
    with current_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        queue.clear()
        response = make_completed_response()
        message = queue.get(timeout=PATIENCE)
        message.ack()
    assert message.headers["task"] == tasks.fold_survey_events.name
    assert message.payload[0] == [response.survey_id]


@pytest.mark.django_db
def test_nothing_is_sent_before_the_commit(silent: socket.socket) -> None:
    make_completed_response()
    assert count_calls(silent, patience=0.5, first=0.5) == 0


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_no_answer_waits_for_a_silent_broker_which_is_left_alone_after_it_failed(
    silent: socket.socket, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    url = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/"
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", url)
    for survey_id in range(12):
        started = time.monotonic()
        nudging.nudge(survey_id)
        # A silent broker is waited for a second or more.
        assert time.monotonic() - started < 0.5
    assert count_calls(silent, patience=nudging.QUIET_SECONDS - 1) == 1


def test_thread_goes_on_after_the_quiet(
    silent: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nudging, "QUIET_SECONDS", 0.1)
    nudging.nudge(1)
    count_calls(silent, patience=1.5)
    nudging.nudge(2)
    assert count_calls(silent, patience=1.5) == 1


def test_forked_web_process_has_a_thread_of_its_own(silent: socket.socket) -> None:
    nudging.nudge(1)
    count_calls(silent, patience=0.5)
    child = multiprocessing.get_context("fork").Process(target=_nudge_and_stay)
    child.start()
    assert count_calls(silent, patience=1.0) == 1
    child.join()


def _nudge_and_stay() -> None:
    nudging.nudge(1)
    time.sleep(2)


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
