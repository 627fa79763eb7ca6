"""Seed, wave 1, wave 2, wave 3: links are read from pictures, figures move on open pages."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.answers import NEIGHBOUR, PERSON, Answer
from tests.journeys.phone import Phone
from tests.journeys.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

CHAIN = (("zh-CN", True), ("en-US", False), ("zh-CN", False), ("en-US", True))
COMPLETED = 12
MOVE_MILLISECONDS = 40_000


def _sign_in(chromium: Browser, product: Product) -> Page:
    page = chromium.new_context(locale="en-US", viewport={"width": 1440, "height": 900}).new_page()
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


def _take_part(
    chromium: Browser, link: str, answers: dict[str, Answer], locale: str, *, with_javascript: bool
) -> list[str]:
    """One whole journey; the links in the pictures that may be passed on."""
    phone = Phone(chromium, locale=locale, with_javascript=with_javascript)
    phone.agree(link)
    phone.answer_everything(answers)
    assert phone.page.url.endswith("/thanks/")
    pictures = phone.list_invitations()
    assert len(set(pictures)) == 3
    assert len(phone.hosts) == 1
    phone.context.close()
    return pictures


def _find_row(page: Page, words: str) -> str:
    # Folded or not: the table stands beneath its picture.
    return page.locator("tr", has_text=words).first.text_content() or ""


def test_chain_grows_through_pictures_and_open_pages_follow(
    product: Product, chromium: Browser
) -> None:
    start = _sign_in(chromium, product)
    base = f"{product.base_url}/research/shenzhen"
    fieldwork = _open_beside(start, f"{base}/fieldwork/")
    drivers = _open_beside(start, f"{base}/drivers/")
    expect(drivers.locator("main")).to_contain_text("Too few respondents")
    link, others = product.respondent_url, []
    for locale, with_javascript in CHAIN:
        link, *more = _take_part(chromium, link, PERSON, locale, with_javascript=with_javascript)
        others += more
    marks = fieldwork.locator("svg[role=img].chain-svg .mark.completed")
    expect(marks).to_have_count(len(CHAIN), timeout=MOVE_MILLISECONDS)
    for other in others:
        _take_part(chromium, other, NEIGHBOUR, "en-US", with_javascript=False)
    expect(marks).to_have_count(COMPLETED, timeout=MOVE_MILLISECONDS)
    expect(drivers.locator("main")).to_contain_text(
        f"{COMPLETED}, of them 1 seed", timeout=MOVE_MILLISECONDS
    )
    assert f"{len(others)}/{COMPLETED}" in _find_row(drivers, "Parents or family")
    assert f"{len(CHAIN)}/{COMPLETED}" in _find_row(drivers, "Partner or spouse")
    for page in (fieldwork, drivers):
        assert page.evaluate("window.wasNeverReloaded") is True
