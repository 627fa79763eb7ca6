"""A running product."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.product import Product, start_product, stop_product


@pytest.fixture(scope="session")
def product(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product, started as a new user starts it."""
    process, product = start_product(repository, tmp_path_factory.mktemp("product"))
    yield product
    stop_product(process)
