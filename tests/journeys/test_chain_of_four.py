"""Seed, wave 1, wave 2, wave 3: links are read from pictures, figures move on open pages."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.answers import PERSON
from tests.journeys.phone import Phone
from tests.journeys.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CHAIN = (("zh-CN", True), ("en-US", False), ("zh-CN", False), ("en-US", True))
MOVE_MILLISECONDS = 40_000


def _sign_in(browser: Browser, product: Product) -> Page:
    page = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{product.base_url}/research/")
    page.locator('[name="login"]').fill(product.username)
    page.locator('[name="password"]').fill(product.password)
    page.locator('main form button[type="submit"]').first.click()
    page.wait_for_url("**/research/")
    return page


def _open_beside(page: Page, path: str) -> Page:
    beside = page.context.new_page()
    beside.goto(path)
    beside.evaluate("window.wasNeverReloaded = true")
    return beside


def test_chain_grows_through_pictures_and_open_pages_follow(
    product: Product, browser: Browser
) -> None:
    start = _sign_in(browser, product)
    base = f"{product.base_url}/research/shenzhen"
    fieldwork = _open_beside(start, f"{base}/fieldwork/")
    estimates = _open_beside(start, f"{base}/estimates/")
    drivers = _open_beside(start, f"{base}/drivers/")
    link = product.respondent_url
    for locale, with_javascript in CHAIN:
        phone = Phone(browser, locale=locale, with_javascript=with_javascript)
        phone.agree(link)
        phone.answer_everything(PERSON)
        assert phone.page.url.endswith("/thanks/")
        pictures = phone.list_invitations()
        assert len(set(pictures)) == 3
        assert phone.hosts == {product.base_url.removeprefix("http://")}
        link = pictures[0]
    expect(fieldwork.locator("svg a, svg circle, svg path").first).to_be_attached(
        timeout=MOVE_MILLISECONDS
    )
    expect(fieldwork.locator("main")).to_contain_text(
        re.compile(r"wave\D{0,40}3", re.IGNORECASE), timeout=MOVE_MILLISECONDS
    )
    for page in (estimates, drivers):
        expect(page.locator("main")).to_contain_text(
            re.compile(r"\b4 (respondents|responses)"), timeout=MOVE_MILLISECONDS
        )
    for page in (fieldwork, estimates, drivers):
        assert page.evaluate("window.wasNeverReloaded") is True
