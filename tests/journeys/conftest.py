"""A running product and a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import ARGUMENTS
from tests.journeys.product import Product, start_product, stop_product


@pytest.fixture(scope="session")
def product(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product, started as a new user starts it."""
    process, product = start_product(repository, tmp_path_factory.mktemp("product"))
    yield product
    stop_product(process)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield chromium
        chromium.close()
