"""A respondent's phone: opens a link, answers every page, saves the invitation pictures."""

import io
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.journeys.answers import Answer

WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; M2102J2SC Build/UKQ1; wv) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240301 "
    "MicroMessenger/8.0.49.2600 WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64"
)
PAGES_AT_MOST = 20
NAMES_SHOWN = """() => [...new Set([...document.querySelectorAll("#page [name]")]
    .filter(field => !field.closest("[hidden]")).map(field => field.name))]"""
# Where a run may keep what it saw, for a person to look at.
PICTURES = os.environ.get("JOURNEY_PICTURES", "")


class Phone:
    """One person's browser; nothing is shared with another's."""

    def __init__(self, browser: Browser, *, locale: str, with_javascript: bool) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 360, "height": 740},
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            user_agent=WECHAT,
            locale=locale,
            java_script_enabled=with_javascript,
        )
        self.page: Page = self.context.new_page()
        self.hosts: set[str] = set()
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self._name = f"{locale}-{'js' if with_javascript else 'plain'}"

    def take_picture(self, name: str) -> None:
        """Keep the page as a picture where the run was asked to."""
        if PICTURES:
            path = Path(PICTURES) / f"{self._name}-{name}.png"
            self.page.screenshot(path=path, full_page=True)

    def agree(self, link: str) -> None:
        """Open a referral link and consent."""
        self.page.goto(link)
        self.take_picture("landing")
        self.page.locator('input[name="box_participate"]').check()
        self._submit()

    def answer_everything(self, answers: Mapping[str, Answer]) -> None:
        """Answer page by page until the thanks."""
        for _ in range(PAGES_AT_MOST):
            if "/page/" not in self.page.url:
                return
            self._fill(answers)
            self.take_picture(self.page.url.rstrip("/").rsplit("/", 1)[-1])
            self._submit()
        raise AssertionError(f"No end in sight at {self.page.url}")

    def _fill(self, answers: Mapping[str, Answer]) -> None:
        """Answer what is shown, and then what those answers have brought up."""
        given: set[str] = set()
        while names := self._list_open(answers, given):
            for name in names:
                self._give(self.page.locator(f'[name="{name}"]'), answers[name])
            given.update(names)

    def _list_open(self, answers: Mapping[str, Answer], given: set[str]) -> list[str]:
        shown = self.page.evaluate(NAMES_SHOWN)
        return [name for name in shown if name in answers and name not in given]

    def _give(self, fields: Locator, answer: Answer) -> None:
        kind = fields.first.evaluate("el => el.type")
        if kind not in ("radio", "checkbox"):
            if kind == "select-one":
                fields.first.select_option(str(answer))
            else:
                fields.first.fill(str(answer))
            return
        for code in [answer] if isinstance(answer, str) else answer:
            self.page.locator(
                f'[name="{fields.first.get_attribute("name")}"][value="{code}"]'
            ).check()

    def _submit(self) -> None:
        with self.page.expect_navigation():
            self.page.locator('main form button[type="submit"][data-main]').first.click()

    def list_invitations(self) -> list[str]:
        """Go to the invitation page and read each picture as a camera would."""
        self.take_picture("thanks")
        with self.page.expect_navigation(wait_until="networkidle"):
            self.page.locator('a[href$="/invite/"]').click()
        self.take_picture("invite")
        pictures = self.page.locator('img[src$=".png"]')
        return [_read_code(picture.screenshot()) for picture in pictures.all()]


def _read_code(picture: bytes) -> str:
    found = zxingcpp.read_barcodes(np.asarray(Image.open(io.BytesIO(picture)).convert("L")))
    assert len(found) == 1, "the picture cannot be read"
    return str(found[0].text)
