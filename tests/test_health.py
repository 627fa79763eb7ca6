"""The health page answers within a second, whatever hangs, and says no only without a database."""

import re
import socket
import time
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from surveyproj import health, looking
from surveyproj.celery import TICK_KEY, record_tick
from surveyproj.management.commands import check_health
from surveyproj.variables import Variables

pytestmark = pytest.mark.django_db(transaction=True)
STATES = {"database": (503, "down"), "cache": (200, "degraded"), "broker": (200, "degraded")}


@pytest.fixture(autouse=True)
def _unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has not looked yet."""
    looker = looking.Looker()
    monkeypatch.setattr(health, "looker", looker)
    monkeypatch.setattr(check_health, "looker", looker)
    record_tick()


@pytest.fixture(name="silent")
def _silent() -> Iterator[socket.socket]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture(name="hang")
def _hang(
    silent: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """Puts the silent server in the place of a part."""
    port = silent.getsockname()[1]
    caches = override_settings(
        CACHES={"default": Variables({"URL": f"redis://127.0.0.1:{port}/0"}).cache("URL")}
    )
    place = {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "PORT": port}
    database = {**connections.settings["default"], **place, "OPTIONS": {}}
    undo = []

    def hang(part: str) -> None:
        if part == "database":  # this thread keeps the connection it has
            monkeypatch.setitem(connections.settings, "default", database)
        elif part == "broker":
            monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{port}/0")
        else:
            caches.enable()
            undo.append(caches.disable)

    yield hang
    for step in undo:
        step()


def test_whole_installation_is_ok_and_no_more_is_told(client: Client) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("part", STATES)
def test_silent_part_is_not_waited_for(
    client: Client, hang: Callable[[str], None], part: str
) -> None:
    hang(part)
    started = time.monotonic()
    response = client.get("/health/")
    # Whoever waits for a silent part waits for ten seconds.
    assert time.monotonic() - started < 4.0
    assert (response.status_code, response.json()["status"]) == STATES[part]


def test_silent_database_is_asked_once(
    silent: socket.socket, hang: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "KEPT_SECONDS", 0.0)
    hang("database")
    for _ in range(3):
        assert health.looker.look().parts["database"] == "down"
    silent.settimeout(0.2)
    with silent.accept()[0], pytest.raises(TimeoutError):
        silent.accept()


def test_look_is_kept_for_two_seconds_and_then_taken_anew(
    client: Client, hang: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/health/").json()["status"] == "ok"
    hang("broker")
    assert client.get("/health/").json()["status"] == "ok"
    monkeypatch.setattr(looking, "KEPT_SECONDS", 0.0)
    assert client.get("/health/").json()["status"] == "degraded"


def test_change_of_a_part_is_logged_once(
    hang: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(looking, "KEPT_SECONDS", 0.0)
    hang("broker")
    for _ in range(2):
        health.looker.look()
    assert [record.getMessage() for record in caplog.records if "Health" in record.msg] == [
        "Health: broker is down, was ok."
    ]


@pytest.mark.parametrize("path", ["/health/", "/static/css/respondent.css"])
def test_neither_session_nor_database_stands_before_it(path: str, client: Client) -> None:
    client.force_login(User.objects.create(username="ada"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert len(queries) == 0


def test_pending_migrations_mean_down() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET app = 'gone' WHERE app = 'analytics'")
        state = health.looker.look()
        cursor.execute("UPDATE django_migrations SET app = 'analytics' WHERE app = 'gone'")
    assert (state.status, state.parts["database"]) == ("down", "migrations pending")


def test_command_names_every_part_and_the_age_of_the_tick(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cache.set(TICK_KEY, time.time() - 300)
    call_command("check_health")
    words = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert dict(words[:4]) == {"database": "ok", "cache": "ok", "broker": "ok", "beat": "down"}
    assert words[4][0] == "last"
    # Looking at every part may take some seconds.
    assert re.fullmatch(r"tick  30\d\.\d s ago", words[4][1])
    assert words[5] == ["status", "degraded"]


def test_command_fails_when_no_answers_are_taken(hang: Callable[[str], None]) -> None:
    hang("database")
    with pytest.raises(CommandError):
        call_command("check_health")


def test_missing_tick_is_reported() -> None:
    cache.delete(TICK_KEY)
    look = health.looker.look()
    assert (look.parts["beat"], look.tick_age) == ("down", None)


def test_health_is_answered_without_tls(client: Client) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert client.get("/health/").status_code == 200
