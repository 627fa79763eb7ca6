"""A database that falls silent costs a web process seconds, and what it kept is asked for again."""

import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection

from surveyproj.postgres import patience as patience_module
from surveyproj.postgres.base import DatabaseWrapper
from surveyproj.postgres.patience import PAUSE_SECONDS, Patience, patience
from tests.silence import Gate, make_gate

only_on_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite answers from within the process"
)


@pytest.fixture(name="gate")
def _gate() -> Iterator[Gate]:
    settings = connection.settings_dict
    with make_gate(settings["HOST"] or "127.0.0.1", int(settings["PORT"] or 5432)) as gate:
        yield gate


@pytest.fixture(name="through")
def _through(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseWrapper]:
    """A connection through the gate, in a process that waits for one second."""
    monkeypatch.setattr(patience, "seconds", 1.0)
    wrapper = DatabaseWrapper(
        {**connection.settings_dict, "HOST": "127.0.0.1", "PORT": gate.port}, "through"
    )
    yield wrapper
    patience.note_answer()
    wrapper.close()


def _ask(wrapper: DatabaseWrapper) -> float:
    """Seconds until one statement was answered or given up."""
    started = time.monotonic()
    try:
        with wrapper.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        wrapper.close()
    return time.monotonic() - started


@only_on_postgres
@pytest.mark.django_db
def test_silent_server_is_given_up_by_the_clients_own_clock(
    gate: Gate, through: DatabaseWrapper
) -> None:
    _ask(through)
    gate.silence()
    assert 0.9 < _ask(through) < 4  # the server itself gives up after five


@only_on_postgres
@pytest.mark.django_db
def test_after_silence_nobody_waits_until_the_next_try(
    gate: Gate, through: DatabaseWrapper
) -> None:
    _ask(through)
    gate.silence()
    _ask(through)
    assert _ask(through) < 0.8


@only_on_postgres
@pytest.mark.django_db
def test_server_that_speaks_again_is_found_by_one_try(gate: Gate, through: DatabaseWrapper) -> None:
    _ask(through)
    gate.silence()
    _ask(through)
    gate.speak()
    time.sleep(PAUSE_SECONDS)
    with through.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert patience.ask() == 1.0


@only_on_postgres
@pytest.mark.django_db
def test_control_without_patience_waits_on(
    gate: Gate, through: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "seconds", None)
    _ask(through)
    gate.silence()
    speaking = patience_module.threading.Timer(2.5, gate.speak)
    speaking.start()
    assert _ask(through) >= 2.4
    speaking.join()


@only_on_postgres
@pytest.mark.django_db
def test_web_processes_ask_the_server_to_give_up_as_well(through: DatabaseWrapper) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    with through.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join('current_setting(%s)' for _ in names)}", names)
        assert cursor.fetchone() == ("5s", "4s", "10s")


def test_only_one_tries_after_a_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(patience_module.time, "monotonic", lambda: clock[0])
    one = Patience(seconds=6.0)
    one.note_silence()
    assert one.ask() == 0.0
    clock[0] += 1.0
    assert [one.ask() for _ in range(3)] == [2.0, 0.0, 0.0]
    clock[0] += 3.0
    assert [one.ask() for _ in range(3)] == [2.0, 0.0, 0.0]
    one.note_answer()
    assert one.ask() == 6.0
