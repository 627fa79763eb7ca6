"""The card as a phone has it: shown whole, read from a screenshot, fetched without the cookie."""

import io
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
import zxingcpp
from django.test import override_settings
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from recruitment.models import Coupon
from recruitment.services.coupons import reveal_code
from tests.factories import make_coupon, make_survey
from tests.visitor import WECHAT, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Whether what follows an element stands on its line.
STAYS = """one => {
    const next = document.createRange();
    next.setStart(one.nextSibling, 0);
    next.setEnd(one.nextSibling, 1);
    return Math.abs(next.getBoundingClientRect().top - one.getBoundingClientRect().top) < 2;
}"""


@pytest.fixture
def links(live_server: LiveServer) -> Iterator[list[str]]:
    """The link that a person came by, the three that this person may pass on, and the key."""
    visitor, coupon = Visitor("zh-CN"), make_coupon(make_survey("small"), now=timezone.now())
    visitor.agree(coupon)
    visitor.answer()
    issued = Coupon.objects.filter(recruiter__response=visitor.response).order_by("number")
    codes = [reveal_code(one) for one in (coupon, *issued)]
    with override_settings(BASE_URL=live_server.url):
        yield [f"{live_server.url}/r/{code}" for code in codes] + [visitor.key]


def open_phone(chromium: Browser, live_server: LiveServer, key: str = "") -> BrowserContext:
    context = chromium.new_context(
        base_url=live_server.url,
        user_agent=WECHAT,
        viewport={"width": 360, "height": 740},
        device_scale_factor=2,
        locale="zh-CN",
    )
    cookie = {"name": "response-small", "value": key, "url": live_server.url}
    context.add_cookies([cookie] if key else [])
    context.set_default_timeout(8000)
    return context


def read_codes(screenshot: bytes) -> list[str]:
    found = zxingcpp.read_barcodes(np.asarray(Image.open(io.BytesIO(screenshot)).convert("L")))
    return sorted(one.text for one in found)


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer, links: list[str]) -> Iterator[Page]:
    """The phone of that person, who opens the link again."""
    context = open_phone(chromium, live_server, links[-1])
    page = context.new_page()
    page.goto(links[0])
    yield page
    context.close()


def test_the_link_one_came_by_leads_back_to_the_cards(phone: Page, links: list[str]) -> None:
    phone.get_by_role("link", name="我的邀请图片").click()
    phone.wait_for_load_state("networkidle")
    cards = phone.locator("figure img").all()
    assert [read_codes(card.screenshot()) for card in cards] == [[link] for link in links[1:4]]
    assert read_codes(phone.screenshot(full_page=True)) == sorted(links[1:4])


def test_the_way_back_from_the_cards_says_where_it_leads(phone: Page) -> None:
    phone.goto("/s/small/invite/")
    phone.get_by_role("link", name="前往致谢页").click()
    assert phone.url.endswith("/s/small/thanks/")


def test_the_last_day_of_a_card_stands_on_one_line(phone: Page, links: list[str]) -> None:
    last_day = Coupon.objects.filter(recruiter__isnull=False).order_by("number")[0].expires_at
    day = timezone.localdate(last_day)
    phone.goto("/s/small/invite/")
    whole = phone.locator("figcaption .whole")
    assert whole.all_inner_texts() == [f"{day.year}年{day.month}月{day.day}日"] * 3
    assert all(one.evaluate("one => one.offsetHeight") < 40 for one in whole.all())


def test_no_line_begins_with_the_comma_after_the_last_day(phone: Page) -> None:
    past = timezone.now() - timedelta(days=1)
    Coupon.objects.update(issued_at=past - timedelta(days=30), expires_at=past)
    phone.goto("/s/small/invite/")
    assert "，现已过期" in phone.locator("figcaption").first.inner_text()
    for width in range(340, 380, 2):
        phone.set_viewport_size({"width": width, "height": 740})
        assert phone.locator("figcaption .whole").first.evaluate(STAYS)


def test_the_copy_button_of_a_card_stands_in_its_middle(
    chromium: Browser, live_server: LiveServer, links: list[str]
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    context.add_cookies([{"name": "response-small", "value": links[-1], "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/s/small/invite/")
    box = page.locator("[data-copy]").first.bounding_box()
    assert box is not None
    assert round(box["x"] + box["width"] / 2) == 180
    context.close()


def test_a_card_has_its_place_before_it_has_arrived(phone: Page) -> None:
    phone.route("**/*.png", lambda route: route.abort())
    phone.goto("/s/small/invite/")
    box = phone.locator("figure img").first.bounding_box()
    assert box is not None
    assert round(box["height"] / box["width"], 2) == 1.33


def test_a_card_is_fetched_without_the_cookie(
    chromium: Browser, live_server: LiveServer, links: list[str]
) -> None:
    context = open_phone(chromium, live_server)
    page = context.new_page()
    reply = page.goto(f"{links[1]}/card-zh-Hans.png")
    assert reply is not None
    assert (reply.status, reply.headers["content-type"]) == (200, "image/png")
    assert read_codes(page.screenshot()) == [links[1]]
    context.close()
