"""A phone's browser for tests of what scripts add to respondents' pages."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.visitor import WECHAT, Visitor

OpenPage = Callable[[Visitor, str], Page]


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Open a page of a visitor's interview in a phone's browser."""
    context = chromium.new_context(
        base_url=live_server.url,
        user_agent=WECHAT,
        viewport={"width": 360, "height": 740},
        locale="en",
    )
    context.set_default_timeout(8000)

    def open_in_context(visitor: Visitor, path: str) -> Page:
        name = f"response-{visitor.response.survey.slug}"
        context.add_cookies([{"name": name, "value": visitor.key, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_in_context
    context.close()
