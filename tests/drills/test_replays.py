"""Whatever a phone sends may arrive many times at once: the effect is that of the first."""

import http.client
import re
import time
from urllib.parse import urlencode

import psycopg
import pytest

from benchmarks.http import Browser
from benchmarks.journeys import HIDDEN, begin, read_page, save_page
from tests.drills.careless import DROP_CONSTRAINTS
from tests.drills.crowd import act_at_once, copy_browser
from tests.drills.extent import choose
from tests.drills.postgres import Postgres
from tests.drills.records import query
from tests.drills.table import Record, Row
from tests.run.installation import Installation

pytestmark = [pytest.mark.drill, pytest.mark.timeout(300)]

TIMES = int(choose(200, 40))
# One person: what one journey leaves behind.
EFFECTS = {
    "surveys_respondent": 1,
    "surveys_response": 1,
    "surveys_consent": 1,
    "surveys_event": 1,
    "recruitment_recruit": 1,
    "recruitment_coupon": 3,
}
MOST_VISITS = 100
RECEIPT = re.compile(r'<p class="code" id="code">([^<]+)<')


class Replayer:
    """A phone whose every request is sent many times at once."""

    def __init__(self, installation: Installation) -> None:
        """Nothing is sent yet."""
        self.installation = installation
        self.browser = Browser("127.0.0.1", installation.port)
        self.longest = 0.0
        self.acknowledged = 0

    def post(self, path: str, values: dict[str, object]) -> str:
        """Post many times at once: where every answer leads."""

        def send(browser: Browser) -> tuple[int, str]:
            began = time.monotonic()
            status, location, _ = browser.post(path, values, name="replay")
            browser.close()
            self.longest = max(self.longest, time.monotonic() - began)
            return status, location

        copies = [copy_browser(self.installation, self.browser) for _ in range(TIMES)]
        answers = set(act_at_once(send, copies))
        self.acknowledged += TIMES
        # Whoever began is known by a cookie.
        self.browser.cookies.update(copies[0].cookies)
        assert {status for status, _ in answers} == {302}, answers
        [(_, location)] = answers
        return location

    def post_and_leave(self, path: str, values: dict[str, object]) -> None:
        """Post once, and be gone before the answer."""
        form = {"csrfmiddlewaretoken": self.browser.cookies["csrf"], **values}
        connection = http.client.HTTPConnection("127.0.0.1", self.installation.port)
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
        connection.request("POST", path, urlencode(form, doseq=True), kind)
        connection.close()


def _walk(replayer: Replayer, code: str) -> list[str]:
    """Walk a whole journey, each request many times: the receipt as it was and as it stays."""
    browser, values = replayer.browser, {}
    _, _, text = browser.get(f"/r/{code}", name="landing")
    following = replayer.post(f"/r/{code}", dict(HIDDEN.findall(text)) | {"box_participate": "1"})
    while not following.endswith("/thanks/"):
        path, values = following, read_page(browser, following)
        replayer.post_and_leave(path, values)
        following = replayer.post(path, values)
    receipts = []
    for _ in range(2):
        found = RECEIPT.search(browser.get(following, name="thanks")[2])
        assert found
        receipts.append(found[1])
        assert replayer.post(path, values) == following
    return receipts


def _count_effects(installation: Installation) -> dict[str, int]:
    return {table: query(installation, f"SELECT count(*) FROM {table}")[0][0] for table in EFFECTS}


def _count_doubled(installation: Installation, before: dict[str, int]) -> int:
    after = _count_effects(installation)
    return sum(abs(after[table] - before[table] - count) for table, count in EFFECTS.items())


def test_each_request_sent_many_times_has_one_effect(
    installation: Installation, database: str, record: Record
) -> None:
    installation.start()
    replayer = Replayer(installation)
    [code] = installation.place_seeds(1)
    before = _count_effects(installation)
    first, again = _walk(replayer, code)
    [(visits,)] = query(installation, "SELECT count(*) FROM surveys_pagevisit")
    row = Row(
        f"every request {TIMES} times at once",
        database,
        acknowledged=replayer.acknowledged,
        doubled=_count_doubled(installation, before),
        longest=replayer.longest,
        remark=f"{visits} page visits noted",
    )
    record(row)
    assert first == again
    assert row.doubled == 0
    assert visits < MOST_VISITS


@pytest.mark.parametrize("postgres", ["postgresql"], indirect=True)
def test_control_without_locks_completes_several_times(
    installation: Installation, postgres: Postgres, database: str, record: Record
) -> None:
    installation.module = "tests.drills.unguarded"
    installation.start()
    with psycopg.connect(postgres.url) as connection:
        connection.execute(DROP_CONSTRAINTS)
    browser = Browser("127.0.0.1", installation.port)
    [code] = installation.place_seeds(1)
    before = _count_effects(installation)
    path = begin(browser, code)
    while not path.endswith("/thanks/"):
        values = read_page(browser, path)
        path = _post_a_few_times(installation, browser, path, values)
    doubled = _count_doubled(installation, before)
    record(Row("control: no lock", database, doubled=doubled))
    assert doubled > 0


def _post_a_few_times(
    installation: Installation, browser: Browser, path: str, values: dict[str, object]
) -> str:
    copies = [copy_browser(installation, browser) for _ in range(4)]
    return act_at_once(lambda copy: save_page(copy, path, values), copies)[0]
