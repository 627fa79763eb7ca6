"""A database that fails a request: the person is told, and the phone repeats what it sent."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.test import Client
from playwright.sync_api import Page, expect

from surveyproj.postgres import base
from surveyproj.postgres.patience import ANSWER_SECONDS, patience
from surveys.models import Response
from tests.factories import NOW, make_coupon, make_researcher, make_survey
from tests.visitor import Visitor

PAGE_1, PAGE_2 = "/s/small/page/1/", "/s/small/page/2/"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def _begin(language: str = "en") -> Visitor:
    visitor = Visitor(language)
    visitor.agree(make_coupon(make_survey("small")))
    visitor.get(PAGE_1)
    return visitor


def _fail(*args: object) -> None:
    raise OperationalError("secret-host:5432 does not answer")


def _repeat(visitor: Visitor, path: str) -> str:
    """Send what the page that says so hides in its form."""
    hidden = {name: unescape(value) for name, value in HIDDEN.findall(visitor.text)}
    return visitor.post(path, hidden)


@pytest.mark.django_db
def test_page_that_was_not_saved_says_so_and_is_saved_by_sending_it_again() -> None:
    visitor = _begin()
    with connection.execute_wrapper(_fail):
        visitor.post(PAGE_1, {"adult": "1"})
    assert visitor.reply.status_code == 503
    assert "Not saved yet" in visitor.text
    assert visitor.response.answers == {}
    assert _repeat(visitor, PAGE_1) == PAGE_2
    assert visitor.response.answers["adult"] == 1


@pytest.mark.django_db
def test_words_are_sent_again_as_they_were_typed() -> None:
    visitor = _begin()
    words = '<b>"工作" & more</b>\n'
    with connection.execute_wrapper(_fail):
        visitor.post(PAGE_1, {"adult": "1", "words": words, "reasons": ["1", "2"]})
    sent = [(name, unescape(value)) for name, value in HIDDEN.findall(visitor.text)]
    assert {("words", words), ("reasons", "1"), ("reasons", "2")} <= set(sent)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("en", "One moment"), ("zh-CN", "请稍候")])
def test_page_that_cannot_be_shown_tries_again(language: str, words: str) -> None:
    visitor = _begin(language)
    with connection.execute_wrapper(_fail):
        visitor.get(PAGE_1)
    assert visitor.reply.status_code == 503
    assert words in visitor.text
    assert "js/again" in visitor.text
    assert visitor.reply.headers["Retry-After"] == "5"


@pytest.mark.django_db
def test_nothing_of_the_error_is_shown() -> None:
    visitor = _begin()
    with connection.execute_wrapper(_fail):
        visitor.get(PAGE_1)
    assert "secret-host" not in visitor.text


@pytest.mark.django_db
def test_password_is_neither_shown_nor_sent_again(client: Client) -> None:
    make_researcher("owner")
    with connection.execute_wrapper(_fail):
        reply = client.post("/accounts/login/", {"login": "owner", "password": "not-for-pages"})
    assert reply.status_code == 503
    assert "not-for-pages" not in reply.content.decode()
    assert "js/again" not in reply.content.decode()
    assert "<title>未能完成操作</title>" in reply.content.decode()


@pytest.fixture(name="impatient")
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits longer than a second for what somebody else holds."""
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 1)
    else:
        monkeypatch.setattr(patience, "seconds", ANSWER_SECONDS)
        monkeypatch.setattr(base, "ANSWERING", "-c lock_timeout=1000")


def _hold(visitor: Visitor) -> Response:
    """Keep the interview from being saved until the transaction around this ends."""
    return Response.objects.select_for_update().get(pk=visitor.response.pk)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_phone_sends_again_by_itself_and_is_saved_once(
    open_page: Callable[[Visitor, str], Page], impatient: None
) -> None:
    visitor = _begin()
    page = open_page(visitor, PAGE_1)
    page.locator('[name="adult"][value="1"]').check()
    with transaction.atomic():
        _hold(visitor)
        page.locator('button[type="submit"]').last.click()
        expect(page.locator("h1")).to_have_text("Not saved yet")
    page.wait_for_url(f"**{PAGE_2}")
    assert visitor.response.answers["adult"] == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_phone_waits_longer_each_time_where_saving_goes_on_failing(
    open_page: Callable[[Visitor, str], Page], impatient: None
) -> None:
    visitor = _begin()
    page = open_page(visitor, PAGE_1)
    page.add_init_script("""
        Math.random = () => 0;
        const start = window.setTimeout;
        window.setTimeout = (act, pause) => {
            if (document.title.includes("Not saved yet")) console.info(pause);
            return start(act, 0);
        };
    """)
    pauses: list[str] = []
    page.on("console", lambda told: pauses.append(told.text) if told.type == "info" else None)
    page.locator('[name="adult"][value="1"]').check()
    with transaction.atomic():
        _hold(visitor)
        page.locator('button[type="submit"]').last.click()
        while len(pauses) < 6:
            page.wait_for_timeout(100)
    assert pauses[:6] == ["2000", "4000", "8000", "16000", "20000", "20000"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_clock_does_not_send_what_somebody_has_just_sent(
    open_page: Callable[[Visitor, str], Page], impatient: None
) -> None:
    visitor = _begin()
    page = open_page(visitor, PAGE_1)
    page.add_init_script("window.setTimeout = (act) => { window.strike = act; };")
    posts: list[str] = []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    page.locator('[name="adult"][value="1"]').check()
    with transaction.atomic():
        _hold(visitor)
        page.locator('button[type="submit"]').last.click()
        expect(page.locator("#promise")).to_be_visible()
        # In one breath: the answer to the press takes this page, and the clock, away.
        page.evaluate("document.querySelector('#again button').click(); window.strike();")
        page.wait_for_timeout(1500)
    assert len(posts) == 2


@pytest.mark.django_db
def test_page_promises_nothing_where_no_script_runs() -> None:
    visitor = _begin()
    with connection.execute_wrapper(_fail):
        visitor.get(PAGE_1)
    assert '<span id="promise" hidden>' in visitor.text
