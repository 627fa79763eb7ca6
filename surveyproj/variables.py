"""Reads one environment variable each, or refuses the start with a sentence that names it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from surveyproj.postgres.patience import NETWORK

SECRET_LENGTH = 32
_ON = {"1", "on", "true", "yes"}
_OFF = {"0", "off", "false", "no", ""}
_DATABASE_SCHEMES = {"sqlite", "postgres", "postgresql"}
_CACHE_BACKENDS = {
    "locmem": "django.core.cache.backends.locmem.LocMemCache",
    "redis": "django.core.cache.backends.redis.RedisCache",
    "rediss": "django.core.cache.backends.redis.RedisCache",
    "unix": "django.core.cache.backends.redis.RedisCache",
}
_BROKER_SCHEMES = {"redis", "rediss", "redis+socket", "amqp", "amqps", "memory"}
_BASE_URL = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.IGNORECASE)
HIGHEST_PORT = 65_535
MOST_WORKERS = MOST_THREADS = 256


class Variables:
    """The environment as settings need it: every method returns a checked value."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str = "") -> str:
        """The value without surrounding blanks; unset and empty are the same."""
        return self._environment.get(name, "").strip() or default

    def secret(self, name: str) -> str:
        """A secret of at least 32 characters."""
        value = self.text(name)
        if len(value) < SECRET_LENGTH:
            raise ImproperlyConfigured(
                f"{name} must be set to at least {SECRET_LENGTH} random characters "
                f"(in the environment or in .env; `make run` writes one)."
            )
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """A switch; anything but the usual words for on and off is refused."""
        value = self.text(name, "on" if default else "off").lower()
        if value not in _ON | _OFF:
            raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")
        return value in _ON

    def names(self, name: str, default: tuple[str, ...]) -> list[str]:
        """A comma-separated list."""
        value = self.text(name, ",".join(default))
        return [part.strip() for part in value.split(",") if part.strip()]

    def level(self, name: str, default: str) -> str:
        """The name of a log level."""
        value = self.text(name, default).upper()
        if value not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
            raise ImproperlyConfigured(f"{name} must be a log level such as INFO, not {value!r}.")
        return value

    def number(self, name: str, default: int, *, most: int) -> int:
        """A whole number from 1 to `most`."""
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
            raise ImproperlyConfigured(
                f"{name} must be a whole number from 1 to {most}, not {value!r}."
            )
        return int(value)

    def base_url(self, name: str, default: str) -> str:
        """The address under which phones reach this installation: scheme, host, perhaps a port."""
        value = self.text(name, default).removesuffix("/")
        if not _BASE_URL.fullmatch(value) or (_port_of(value) or 1) > HIGHEST_PORT:
            raise ImproperlyConfigured(
                f"{name} must look like https://survey.example.org or http://192.0.2.7:8000, with "
                f"nothing before or behind it; not {value!r}."
            )
        return value

    def database(self, name: str, default_file: Path) -> dict[str, Any]:
        """Django's database dictionary, set so that an acknowledged answer is on disk."""
        url = self.text(name)
        if url and urlsplit(url).scheme not in _DATABASE_SCHEMES:
            raise ImproperlyConfigured(
                f"{name} must be a sqlite:/// or postgres:// address (see .env.example)."
            )
        database: dict[str, Any] = (
            environ.Env.db_url_config(url)
            if url
            else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(default_file)}
        )
        return {**database, **_durable(database)}

    def cache(self, name: str, default: str = "locmem://") -> dict[str, Any]:
        """Django's cache dictionary; a dead cache answers within a second."""
        url = self.text(name, default)
        scheme = urlsplit(url).scheme
        if scheme not in _CACHE_BACKENDS:
            raise ImproperlyConfigured(
                f"{name} must be a redis://, rediss://, unix:// or locmem:// address."
            )
        if scheme == "locmem":
            return {"BACKEND": _CACHE_BACKENDS[scheme]}
        timeouts = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
        return {"BACKEND": _CACHE_BACKENDS[scheme], "LOCATION": url, "OPTIONS": timeouts}

    def broker(self, name: str, default: str) -> str:
        """The address of Celery's broker."""
        value = self.text(name, default)
        if urlsplit(value).scheme not in _BROKER_SCHEMES:
            raise ImproperlyConfigured(
                f"{name} must be a redis://, redis+socket://, rediss:// or amqp:// address."
            )
        return value


def _port_of(url: str) -> int | None:
    digits = re.search(r":([0-9]+)$", url)
    return int(digits.group(1)) if digits else None


def _durable(database: dict[str, Any]) -> dict[str, Any]:
    """Options under which a commit is on disk before it is acknowledged (rule 1 of trust)."""
    given = database.get("OPTIONS", {})
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return {
            "OPTIONS": {
                **given,
                # Writers queue instead of failing when a read turns into a write.
                "transaction_mode": "IMMEDIATE",
                # A person who pressed a button must know within ten seconds.
                "timeout": 8,
                # What is deleted is overwritten: withdrawn answers stay in no free page.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                " PRAGMA secure_delete=ON;",
            },
            # The last connection to close takes -wal and -shm away, and on a full disk nobody could
            # make them again, not even to read.
            "CONN_MAX_AGE": 600,
        }
    return {
        "ENGINE": "surveyproj.postgres",
        "OPTIONS": {**NETWORK, **given, "options": "-c synchronous_commit=on"},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
