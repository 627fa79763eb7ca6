"""The health page tells what is down, and says no only when answers cannot be taken."""

import time
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from surveyproj import health
from surveyproj.celery import TICK_KEY, record_tick


def _break(part: str) -> object:
    def fail() -> str:
        raise OperationalError("secret-host:5432 refused the password")

    return patch.dict(health.CHECKS, {part: fail})


@pytest.fixture
def tick() -> None:
    record_tick()


@pytest.mark.django_db
def test_whole_installation_is_ok(client: Client, tick: None) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.json()["status"]) == (200, "ok")


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["cache", "broker"])
def test_answers_are_taken_without_broker_and_cache(client: Client, tick: None, part: str) -> None:
    with _break(part):
        response = client.get("/health/")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")
    assert response.json()["parts"][part] == "down"


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["database", "migrations"])
def test_no_answers_are_taken_without_a_database(client: Client, tick: None, part: str) -> None:
    with _break(part):
        response = client.get("/health/")
    assert (response.status_code, response.json()["status"]) == (503, "down")


@pytest.mark.django_db
def test_missing_tick_is_reported(client: Client) -> None:
    body = client.get("/health/").json()
    assert (body["parts"]["beat"], body["last_tick_seconds"]) == ("down", None)


@pytest.mark.django_db
def test_old_tick_is_reported_with_its_age(client: Client) -> None:
    cache.set(TICK_KEY, time.time() - 300)
    body = client.get("/health/").json()
    assert body["parts"]["beat"] == "down"
    assert 299 < body["last_tick_seconds"] < 310


@pytest.mark.django_db
def test_messages_of_errors_stay_inside(client: Client) -> None:
    with _break("broker"):
        assert b"secret-host" not in client.get("/health/").content


@pytest.mark.django_db
def test_health_is_answered_without_tls(client: Client, settings: object) -> None:
    settings.SECURE_SSL_REDIRECT = True  # type: ignore[attr-defined]
    assert client.get("/health/").status_code == 200
