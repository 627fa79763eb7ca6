"""A person with a phone, for tests of pages: opens links, agrees, sends pages."""

import re
from collections.abc import Mapping
from typing import Any

from django.test import Client

from recruitment.models import Coupon
from recruitment.services.coupons import reveal_code
from surveys.models import Response
from surveys.services.keys import hash_key
from tests.factories import REPLIES

WECHAT = "Mozilla/5.0 (Linux; Android 14) Mobile XWEB/1160117 MicroMessenger/8.0.49 WeChat/arm64"
AGREEMENT = re.compile(r'name="(key|text_digest|text_language)" value="([^"]+)"')
MARK = re.compile(r'name="mark" value="([^"]+)"')


def _find_link(coupon: Coupon, anew: bool) -> str:
    return f"/r/{reveal_code(coupon)}{'?anew=1' if anew else ''}"


class Visitor:
    """One browser: its cookies, and the last page it saw."""

    def __init__(self, language: str = "en", user_agent: str = WECHAT) -> None:
        headers = {"accept-language": language, "user-agent": user_agent}
        self.client = Client(headers=headers)
        self.reply: Any = None
        self.key = ""
        self.agreement: dict[str, str] = {}
        self.marks: dict[bool, str] = {}

    @property
    def text(self) -> str:
        """The last page as text."""
        return self.reply.content.decode()

    @property
    def place(self) -> str:
        """Where the last answer of the server led."""
        return self.reply.headers.get("Location", "")

    def get(self, path: str) -> str:
        self.reply = self.client.get(path)
        found = MARK.search(self.text) if "/page/" in path else None
        if found:
            self.marks["correct" in path] = found.group(1)
        return self.text if "image" not in self.reply.headers["Content-Type"] else ""

    def post(self, path: str, values: Mapping[str, Any] | None = None) -> str:
        """Post with what the page hides in its form, and say where it led."""
        if path.startswith("/r/"):
            values = self.agreement | dict(values or {})
        if "/page/" in path and "mark" not in (values or {}):
            values = {"mark": self._find_mark(path)} | dict(values or {})
        self.reply = self.client.post(path, values or {})
        return self.place

    def _find_mark(self, path: str) -> str:
        """Whose page it is, as the last page of that kind said."""
        is_correction = "correct" in path
        if is_correction not in self.marks:
            self.get(path)
        if is_correction not in self.marks and "/page/" in self.place:
            self.get(self.place)
        return self.marks.get(is_correction, "")

    def open(self, coupon: Coupon, *, anew: bool = False) -> str:
        """Open the referral link of `coupon`, as somebody else with the same phone if `anew`."""
        text = self.get(_find_link(coupon, anew))
        found = dict(AGREEMENT.findall(text))
        self.agreement, self.key = found, found.get("key", self.key)
        return text

    def agree(self, coupon: Coupon, *, anew: bool = False, **values: str) -> str:
        """Open the link, tick the box, begin."""
        self.open(coupon, anew=anew)
        self.marks = {}
        return self.post(_find_link(coupon, anew), {"box_participate": "1"} | values)

    def answer(self, replies: Mapping[str, Any] | None = None) -> str:
        """Send page after page from the current place until no page follows."""
        values = {**REPLIES, **(replies or {})}
        seen = []
        while "/page/" in self.place and len(seen) < 20:
            seen.append(self.place)
            self.post(self.place, values)
        return self.place

    @property
    def response(self) -> Response:
        """What the database holds of this person's interview."""
        return Response.objects.get(key_hash=hash_key(self.key))
