"""What a phone on a poor link has to load before the first question."""

import pytest
from playwright.sync_api import Browser, Request

from tests.journeys.phone import Phone
from tests.journeys.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200)]

MOST_BYTES = 30_000
MOST_REQUESTS = 4


def test_first_page_is_light_and_asks_no_other_host(product: Product, chromium: Browser) -> None:
    phone = Phone(chromium, locale="zh-CN", with_javascript=True)
    finished: list[Request] = []

    def keep(request: Request) -> None:
        finished.append(request)

    phone.page.on("requestfinished", keep)
    phone.page.goto(product.respondent_url, wait_until="networkidle")
    weights = [request.sizes()["responseBodySize"] for request in finished]
    assert len(finished) <= MOST_REQUESTS
    assert sum(weights) <= MOST_BYTES
    assert phone.hosts == {product.base_url.removeprefix("http://")}
