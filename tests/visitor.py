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
KEY = re.compile(r'name="key" value="([^"]+)"')


class Visitor:
    """One browser: its cookies, and the last page it saw."""

    def __init__(self, language: str = "en", user_agent: str = WECHAT) -> None:
        headers = {"accept-language": language, "user-agent": user_agent}
        self.client = Client(headers=headers)
        self.reply: Any = None
        self.key = ""

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
        return self.text if "image" not in self.reply.headers["Content-Type"] else ""

    def post(self, path: str, values: Mapping[str, Any] | None = None) -> str:
        """Post, and say where it led."""
        self.reply = self.client.post(path, values or {})
        return self.place

    def open(self, coupon: Coupon) -> str:
        """Open the referral link of `coupon`."""
        text = self.get(f"/r/{reveal_code(coupon)}")
        found = KEY.search(text)
        self.key = found.group(1) if found else self.key
        return text

    def agree(self, coupon: Coupon, **values: str) -> str:
        """Open the link, tick the box, begin."""
        self.open(coupon)
        values = {"key": self.key, "box_participate": "1"} | values
        return self.post(f"/r/{reveal_code(coupon)}", values)

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
