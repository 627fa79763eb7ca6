"""What comes up on a page by an answer to it: the browser and the server say the same."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.factories import make_coupon, make_document, make_survey, make_version
from tests.surveys.conftest import OpenPage
from tests.surveys.engine.builders import make_choice, make_item
from tests.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBERS = [make_choice(1), make_choice(2)]
TEXT_CODES = [make_choice("1"), make_choice("02"), make_choice("x")]


def make_visitor(*items: dict[str, Any]) -> Visitor:
    """Somebody on the only page of a survey, which asks these items and ends with contacts."""
    last = make_item("CONTACTS", "contacts", type="integer", minimum=0, maximum=99)
    page = {"id": "one", "title": {"en": "One"}, "items": [*items, last]}
    document = make_document(languages=["en"], title={"en": "Small"}, pages=[page])
    survey = make_survey("small", version=make_version("ruled", document=document))
    visitor = Visitor()
    visitor.agree(make_coupon(survey, now=timezone.now()))
    return visitor


def make_waiting(condition: str) -> dict[str, Any]:
    """A required item that waits for the condition."""
    return make_item("WAITING", "waiting", show_if=condition, requirement="hard")


def pass_page(page: Page) -> None:
    """Answer what waited, and go on to the thanks."""
    page.locator("[name=waiting][value='2']").check()
    page.locator("[name=contacts]").fill("3")
    page.locator("[data-main]").click()
    page.wait_for_url("**/thanks/")


def test_required_item_shown_by_a_text_code_appears_and_the_page_is_passed(
    open_page: OpenPage,
) -> None:
    region = make_item("REGION", "region", choices=TEXT_CODES)
    visitor = make_visitor(region, make_waiting("region = '1'"))
    page = open_page(visitor, "/s/small/page/1/")
    assert page.locator("#q-waiting").is_hidden()
    page.locator("[name=region][value='1']").check()
    pass_page(page)
    assert visitor.response.answers == {"region": "1", "waiting": 2, "contacts": 3}


@pytest.mark.parametrize(
    ("item", "condition", "typed"),
    [
        (make_item("A", "a", type="select", choices=TEXT_CODES), "a = '02'", "02"),
        (make_item("A", "a", type="select", choices=NUMBERS), "a = 2", "2"),
        (make_item("A", "a", type="integer", minimum=0, maximum=99), "a = 12", "１２"),
        (make_item("A", "a", type="integer", minimum=0, maximum=99), "a > 5", "\u200b 6。"),
        (make_item("A", "a", type="text", max_length=9, requirement="none"), "a = 2", "𠮷1 "),
    ],
    ids=["text code of a list", "number of a list", "full width", "unseen", "length of words"],
)
def test_item_comes_up_by_whatever_the_server_takes_the_answer_for(
    open_page: OpenPage, item: dict[str, Any], condition: str, typed: str
) -> None:
    page = open_page(make_visitor(item, make_waiting(condition)), "/s/small/page/1/")
    field = page.locator("[name=a]")
    if item["type"] == "select":
        field.select_option(typed)
    else:
        field.fill(typed)
    pass_page(page)


def test_several_text_codes_are_told_from_numbers(open_page: OpenPage) -> None:
    item = make_item("A", "a", type="multi", choices=TEXT_CODES)
    condition = "count_selected(a, '1', '02') = 2"
    page = open_page(make_visitor(item, make_waiting(condition)), "/s/small/page/1/")
    for code in ("1", "02"):
        page.locator(f"[name=a][value='{code}']").check()
    pass_page(page)


def test_a_number_is_not_cut_short_by_what_nobody_sees(open_page: OpenPage) -> None:
    item = make_item("A", "a", type="integer", minimum=0, maximum=999_999_999)
    visitor = make_visitor(item, make_waiting("a = 123456789"))
    page = open_page(visitor, "/s/small/page/1/")
    page.locator("[name=a]").focus()
    page.keyboard.insert_text("\u200b".join("123456789"))
    pass_page(page)
    assert visitor.response.answers["a"] == 123456789


@pytest.mark.parametrize("typed", ["5²", "12 人", "1.5", "many"])
def test_what_is_no_number_brings_up_nothing(open_page: OpenPage, typed: str) -> None:
    item = make_item("A", "a", type="integer", minimum=0, maximum=99)
    page = open_page(make_visitor(item, make_waiting("a >= 0 or a != 0")), "/s/small/page/1/")
    page.locator("[name=a]").fill("7")
    assert page.locator("#q-waiting").is_visible()
    page.locator("[name=a]").fill(typed)
    assert page.locator("#q-waiting").is_hidden()


def test_without_the_interpreter_items_stay_as_the_server_showed_them(
    open_page: OpenPage,
) -> None:
    visitor = make_visitor(make_item("A", "a"), make_waiting("a = 1"))
    visitor.post("/s/small/page/1/", {"a": "1"})
    page = open_page(visitor, "/s/small/page/1/")
    page.route("**/conditions*.js", lambda route: route.abort())
    page.reload()
    assert page.evaluate("window.conditions === undefined")
    assert page.locator("#q-waiting").is_visible()
    pass_page(page)
