"""A small HTTP client that keeps cookies and one connection, and times every request."""

import http.client
import time
from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import urlencode

TIMEOUT = 30


class Browser:
    """What one phone does: cookies are kept, redirects are not followed on their own."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        self.cookies: dict[str, str] = {}
        self.seconds: dict[str, list[float]] = defaultdict(list)

    def get(self, path: str, *, name: str) -> tuple[int, str, str]:
        """Status, location and text."""
        return self._request("GET", path, None, name)

    def post(self, path: str, values: Mapping[str, object], *, name: str) -> tuple[int, str, str]:
        """Post a form with the CSRF token of the cookie; status, location and text."""
        form = {"csrfmiddlewaretoken": self.cookies.get("csrf", ""), **values}
        return self._request("POST", path, urlencode(form, doseq=True), name)

    def _request(self, method: str, path: str, body: str | None, name: str) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        self._connection.request(method, path, body, headers)
        reply = self._connection.getresponse()
        text = reply.read().decode()
        self.seconds[name].append(time.perf_counter() - started)
        for header in reply.headers.get_all("Set-Cookie") or ():
            cookie, _, value = header.split(";", 1)[0].partition("=")
            self.cookies[cookie] = value
        return reply.status, reply.headers.get("Location", ""), text

    def close(self) -> None:
        """Leave the connection."""
        self._connection.close()
