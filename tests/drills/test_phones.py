"""What a phone counts as lost: an acknowledged page that is gone, not one stored unacknowledged."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from tests.drills.phones import PAGE, count_gone, use_phones

FORM = '<select name="birth_year" required><option value="{0}" selected>{0}</option></select>'
REFUSAL = '<input type="hidden" name="birth_year" value="{}">'


class Refusing(ThreadingHTTPServer):
    """Stores every page it is sent; refuses the third and the fourth, both after storing them."""

    forgets = False
    saves = 0
    stored = ""


class _Handler(BaseHTTPRequestHandler):
    server: Refusing
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(200, FORM.format(self.server.stored))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path != PAGE:
            return self._answer(302)
        year = parse_qs(body)["birth_year"][-1]
        self.server.saves += 1
        if self.server.saves not in (3, 4):
            self.server.stored = year
            return self._answer(302)
        self.server.stored = "1950" if self.server.forgets else year
        return self._answer(503, REFUSAL.format(year))

    def _answer(self, status: int, text: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[Refusing]:
    with Refusing(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _count(server: Refusing) -> int:
    with use_phones(server.server_port, ["seed"], 0.01) as (phone,):
        while phone.acknowledged < 5:
            phone.join(0.01)
    return phone.count_lost()


def test_a_page_stored_and_refused_is_not_lost(server: Refusing) -> None:
    assert _count(server) == 0


def test_a_page_gone_after_a_refusal_is_lost(server: Refusing) -> None:
    server.forgets = True
    assert _count(server) == 2


@pytest.mark.parametrize(
    ("found", "gone"),
    [([1962, 1964], 0), ([1964, 1964], 1), ([1961, 1963], 1), ([1962], 1), ([], 2)],
    ids=["both there", "one too new", "one too old", "one absent", "none"],
)
def test_a_year_is_not_taken_from_the_phone_that_needs_it(found: list[int], gone: int) -> None:
    """The first may have any year from 1962 to 1964, the second has not saved meanwhile."""
    assert count_gone(found, [(10, 1962), (9, 1962)], [(11, 1963), (9, 1962)]) == gone
