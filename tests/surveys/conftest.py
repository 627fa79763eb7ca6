"""A phone's browser for tests of what scripts add to respondents' pages."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.visitor import WECHAT, Visitor

OpenPage = Callable[[Visitor, str], Page]


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Open a page of a visitor's interview in a phone's browser, in the visitor's language."""
    contexts: list[BrowserContext] = []

    def opening(visitor: Visitor, path: str) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            user_agent=WECHAT,
            viewport={"width": 360, "height": 740},
            locale=visitor.client.defaults["HTTP_ACCEPT_LANGUAGE"],
        )
        contexts.append(context)
        context.set_default_timeout(8000)
        name = f"response-{visitor.response.survey.slug}"
        context.add_cookies([{"name": name, "value": visitor.key, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield opening
    for context in contexts:
        context.close()
