"""What the script adds on a phone: kept words, waiting questions, exclusive choices, one send."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from surveys.models import Response
from surveys.services.keys import make_withdrawal_code
from tests.factories import complete_response, make_coupon, make_survey
from tests.surveys.conftest import OpenPage
from tests.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The second page of an interview, in a phone's browser."""
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("small"), now=timezone.now()))
    visitor.post("/s/small/page/1/", {"adult": "1"})
    return open_page(visitor, "/s/small/page/2/")


def tick(page: Page, code: str) -> None:
    page.locator(f'[name="reasons"][value="{code}"]').check()


def test_a_question_appears_when_its_condition_comes_true(page: Page) -> None:
    waiting = page.locator("#q-decisive")
    assert waiting.is_hidden()
    tick(page, "1")
    assert waiting.is_visible()
    tick(page, "90")
    assert waiting.is_hidden()


def test_none_of_these_clears_the_others(page: Page) -> None:
    tick(page, "1")
    tick(page, "90")
    assert not page.locator('[name="reasons"][value="1"]').is_checked()
    tick(page, "2")
    assert not page.locator('[name="reasons"][value="90"]').is_checked()


def test_the_box_for_words_opens_with_its_choice(page: Page) -> None:
    assert page.locator("[name=reasons_97_text]").is_hidden()
    tick(page, "97")
    assert page.locator("[name=reasons_97_text]").is_visible()


def test_unpicking_a_choice_takes_its_words_away(page: Page) -> None:
    tick(page, "97")
    page.locator("[name=reasons_97_text]").fill("the sea")
    page.locator("[name=reasons][value='97']").uncheck()
    assert page.locator("[name=reasons_97_text]").input_value() == ""


def test_what_was_typed_survives_a_closed_page(page: Page) -> None:
    tick(page, "2")
    page.locator('[name="comment"]').fill("half a sen")
    page.reload()
    assert page.locator('[name="comment"]').input_value() == "half a sen"
    assert page.locator('[name="reasons"][value="2"]').is_checked()
    assert "We kept what you had written" in page.locator("#notice").inner_text()


def test_without_a_connection_the_page_waits_and_sends_itself(page: Page) -> None:
    tick(page, "90")
    page.context.set_offline(True)
    page.locator("[data-main]").click()
    assert "No connection" in page.locator("#notice").inner_text()
    page.context.set_offline(False)
    page.wait_for_url("**/page/3/")
    assert Response.objects.get().answers["reasons"] == [90]


def test_what_the_server_has_stored_is_forgotten_by_the_phone(page: Page) -> None:
    tick(page, "90")
    page.locator("[data-main]").click()
    page.wait_for_url("**/page/3/")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_correction_that_came_too_late_is_kept_until_the_answers_are_open_again(
    page: Page,
) -> None:
    response = Response.objects.get()
    code = make_withdrawal_code(page.context.cookies()[0]["value"])
    complete_response(response)
    page.goto("/withdraw/")
    page.locator("#code").fill(code)
    page.locator("[data-main]").click()
    page.wait_for_selector('a[href="/s/small/page/2/?correct=1"]')
    page.goto("/s/small/page/2/?correct=1")
    page.locator('[name="comment"]').fill("half a sen")
    page.context.clear_cookies(name="response.opened")
    page.locator("[data-main]").click()
    expect(page.locator("h1")).to_contain_text("This page was not saved")
    page.locator("main a.main").click()
    page.locator("#code").fill(code)
    page.locator("[data-main]").click()
    page.locator('a[href="/s/small/page/2/?correct=1"]').click()
    # The field is there before the script that fills it.
    expect(page.locator('[name="comment"]')).to_have_value("half a sen")


def test_two_quick_taps_send_the_page_once(page: Page) -> None:
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    tick(page, "90")
    page.locator("[data-main]").dblclick()
    page.wait_for_url("**/page/3/")
    assert len(sent) == 1


def test_the_words_left_are_counted(page: Page) -> None:
    page.locator('[name="comment"]').fill("12345")
    assert "5 / 200" in page.locator("#l-comment").inner_text()
