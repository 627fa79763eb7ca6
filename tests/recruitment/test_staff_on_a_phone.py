"""The team's pages on a phone of 360 px: nothing is cut off without a cue."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from analytics.services.baselines import load_shipped_baselines
from tests.factories import make_researcher, make_simulated_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("", "fieldwork/", "seeds/", "drivers/", "estimates/", "downloads/")
OUTSIDE = """all => all.filter(one => {
    const box = one.getBoundingClientRect();
    return box.left < 0 || box.right > 360;
}).map(one => one.textContent.trim())"""

# Of each table: whether it scrolls, the columns that no scrolling shows whole beside the first, by
# their headings, and how many cells of the first move when the rest is scrolled away.
HIDDEN = """all => all.map(one => {
    const box = one.closest('.scroll');
    const [first, ...rest] = one.querySelectorAll('thead th');
    const before = first.getBoundingClientRect().left;
    const room = box.clientWidth - first.offsetWidth;
    const cut = rest.filter(head => head.offsetWidth > room || head.scrollWidth > head.clientWidth);
    box.scrollLeft = box.scrollWidth;
    const rows = [first, ...one.querySelectorAll('tbody th[scope=row]')];
    const moved = rows.filter(row => row.getBoundingClientRect().left !== before);
    return [box.scrollLeft > 0, cut.map(head => head.textContent.trim()), moved.length];
})"""


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A researcher's phone, signed in, with a simulated survey of forty."""
    owner = make_researcher("owner")
    load_shipped_baselines()
    make_simulated_survey(owner=owner)
    client = Client()
    client.force_login(owner, "django.contrib.auth.backends.ModelBackend")
    assert SESSION_KEY in client.session
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    context.add_cookies(
        [
            {"name": name, "value": cookie.value, "url": live_server.url}
            for name, cookie in client.cookies.items()
        ]
    )
    context.set_default_timeout(8000)
    yield context.new_page()
    context.close()


def test_every_page_of_the_team_fits_a_phone(phone: Page) -> None:
    for language, path in product(("en", "zh-CN"), PAGES):
        phone.set_extra_http_headers({"Accept-Language": language})
        phone.goto(f"/research/simulated/{path}")
        assert phone.locator("nav .tabs a").count() == 6
        assert phone.locator("nav .tabs a").evaluate_all(OUTSIDE) == []
        assert phone.evaluate("document.documentElement.scrollWidth") == 360, path


def test_every_column_of_a_table_can_be_read_beside_the_first(phone: Page) -> None:
    scrolled = 0
    for language, path in product(("en", "zh-CN"), PAGES):
        phone.set_extra_http_headers({"Accept-Language": language})
        phone.goto(f"/research/simulated/{path}")
        phone.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for scrolls, cut, moved in phone.locator(".scroll table").evaluate_all(HIDDEN):
            assert (cut, moved) == ([], 0), path
            scrolled += scrolls
    assert scrolled


def test_what_scrolls_is_shaded_at_its_edge_and_never_cut_below(phone: Page) -> None:
    phone.goto("/research/simulated/fieldwork/")
    picture = phone.locator("#chain-scroll")
    assert picture.evaluate("one => one.scrollHeight - one.clientHeight") == 0
    assert picture.evaluate("one => one.scrollWidth > one.clientWidth")
    shades = picture.evaluate("one => getComputedStyle(one).backgroundAttachment")
    assert shades.startswith("local, local, scroll, scroll")


def test_the_picture_of_the_drivers_is_the_one_for_a_phone(phone: Page) -> None:
    phone.goto("/research/simulated/drivers/")
    assert phone.locator(".chart-wide svg").is_hidden()
    narrow = phone.locator(".chart-narrow svg").bounding_box()
    assert narrow is not None
    assert narrow["x"] >= 0
    assert narrow["x"] + narrow["width"] <= 360
    phone.set_viewport_size({"width": 1440, "height": 900})
    assert phone.locator(".chart-wide svg").is_visible()
    assert phone.locator(".chart-narrow svg").is_hidden()


def test_a_refused_log_in_says_so_in_words(phone: Page) -> None:
    phone.context.clear_cookies()
    phone.goto("/research/")
    phone.locator('[name="login"]').fill("owner")
    phone.locator('[name="password"]').fill("wrong")
    phone.locator("button.button").click()
    assert phone.get_by_role("alert").inner_text() == "您提供的用户名或密码不正确。"
    assert phone.title().startswith("请检查 · ")
