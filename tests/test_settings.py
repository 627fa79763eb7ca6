"""The live settings that keep acknowledged answers on disk, and refusals that name the variable."""

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from surveyproj.logs import HideAddresses
from surveyproj.postgres.patience import NETWORK
from surveyproj.variables import Variables


def _ask(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_sqlite_commits_reach_the_disk() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the other database is asked below")
    assert (_ask("PRAGMA synchronous"), _ask("PRAGMA journal_mode")) == (2, "wal")


def test_sqlite_stays_open_between_requests() -> None:
    assert Variables({}).database("DATABASE_URL", Path("file.sqlite3"))["CONN_MAX_AGE"] > 0


@pytest.mark.django_db
def test_postgresql_commits_reach_the_disk() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the other database is asked above")
    assert (_ask("SHOW synchronous_commit"), _ask("SHOW fsync")) == ("on", "on")


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("SECRET_KEY", "short", lambda v, n: v.secret(n)),
        ("DEBUG", "perhaps", lambda v, n: v.flag(n, default=False)),
        ("BASE_URL", "survey.example.org", lambda v, n: v.base_url(n, "http://x")),
        ("BASE_URL", "https://example.org/path", lambda v, n: v.base_url(n, "http://x")),
        ("BASE_URL", "https://example.org?a=b", lambda v, n: v.base_url(n, "http://x")),
        ("BASE_URL", "https://example.org#a", lambda v, n: v.base_url(n, "http://x")),
        ("BASE_URL", "https://ada@example.org", lambda v, n: v.base_url(n, "http://x")),
        ("BASE_URL", "https://example.org:99999", lambda v, n: v.base_url(n, "http://x")),
        ("BASE_URL", "http://hSECRET_KEY=x", lambda v, n: v.base_url(n, "http://x")),
        ("PORT", "-1", lambda v, n: v.number(n, 8000, most=65535)),
        ("DATABASE_URL", "mysql://h/d", lambda v, n: v.database(n, Path("d"))),
        ("CACHE_URL", "memcached://h", lambda v, n: v.cache(n)),
        ("BROKER_URL", "sqs://", lambda v, n: v.broker(n, "")),
        ("LOG_LEVEL", "loud", lambda v, n: v.level(n, "INFO")),
    ],
)
def test_wrong_value_is_refused_by_name(name: str, value: str, read: object) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        read(Variables({name: value}), name)  # type: ignore[operator]


@pytest.mark.parametrize(
    "value", ["http://localhost:8000", "https://survey.example.org/", "http://[2001:db8::1]:80"]
)
def test_address_of_scheme_host_and_port_is_taken(value: str) -> None:
    read = Variables({"BASE_URL": value}).base_url("BASE_URL", "http://x")
    assert read == value.removesuffix("/")


def test_missing_secret_is_refused_by_name() -> None:
    with pytest.raises(ImproperlyConfigured, match="CODE_KEY"):
        Variables({}).secret("CODE_KEY")


def test_options_of_a_database_address_are_kept() -> None:
    url = "postgres:///study?host=/run/postgresql"
    options = Variables({"DATABASE_URL": url}).database("DATABASE_URL", Path("d"))["OPTIONS"]
    assert options == {
        **NETWORK,
        "host": "/run/postgresql",
        "options": "-c synchronous_commit=on",
    }


def test_logged_request_shows_its_route_and_not_its_code() -> None:
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "%s: %s", ("Oops", "/r/7KQ4M2XWPBTN/"), None
    )
    record.request = SimpleNamespace(
        path="/r/7KQ4M2XWPBTN/", resolver_match=SimpleNamespace(route="r/<str:code>/")
    )
    HideAddresses().filter(record)
    assert record.getMessage() == "Oops: /r/<str:code>/"
