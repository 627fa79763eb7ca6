"""What every test gets: the report header, the marks, and skips that say why."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser import ARGUMENTS

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_serialized_rollback", "live_server"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

# A busy machine makes no property false; whatever else the surroundings ask for stays.
hypothesis_settings.register_profile(
    "patient",
    parent=hypothesis_settings.default,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("patient")


def find_chromium() -> str | None:
    """The path of an installed chromium."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def pytest_report_header() -> list[str]:
    """Name the database and the broker of this run."""
    database = settings.DATABASES["default"]
    engine = database["ENGINE"].rsplit(".", 1)[-1]
    broker = settings.CELERY_BROKER_URL.split("://", 1)[0]
    return [f"database: {engine} ({database['TEST']['NAME']}), broker: {broker}"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database (the second pass takes only that); skip with a reason."""
    chromium = find_chromium()
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker(pytest.mark.database)
        if item.get_closest_marker("browser") and chromium is None and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="no chromium found; `apt install chromium`"))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser for playwright's `executable_path`; its absence is a failure in CI."""
    path = find_chromium()
    if path is None:
        pytest.fail("chromium is not installed")
    return path


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """A browser without a window, closed with its module: a thread can hold one at a time."""
    # Playwright keeps an event loop in this thread, and the tests ask the database from it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds manage.py."""
    return Path(settings.BASE_DIR)


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Log-in throttling of one test does not reach the next."""
    cache.clear()
