"""Many people follow one coupon at the same moment: it admits one of them."""

import time
from collections import Counter

import psycopg
import pytest

from benchmarks.http import Browser
from benchmarks.journeys import HIDDEN
from tests.drills.careless import DROP_CONSTRAINTS
from tests.drills.crowd import act_at_once
from tests.drills.extent import choose
from tests.drills.postgres import Postgres
from tests.drills.records import query
from tests.drills.table import Record, Row
from tests.run.installation import Installation

pytestmark = [pytest.mark.drill, pytest.mark.timeout(600)]

PEOPLE = int(choose(200, 80))
ROUNDS = int(choose(10, 1))
# Whoever comes too late reads that the coupon was used, and what to do.
ADMITTED, TOLD = 302, 404


def _race(installation: Installation, code: str) -> tuple[Counter[int], float]:
    """Let everybody agree on one coupon at once: the statuses, and the longest wait."""
    link = f"/r/{code}"

    def agree(person: tuple[Browser, dict[str, str]]) -> tuple[int, float]:
        browser, values = person
        began = time.monotonic()
        status, _, _ = browser.post(link, values, name="consent")
        browser.close()
        return status, time.monotonic() - began

    people = []
    for _ in range(PEOPLE):
        browser = Browser("127.0.0.1", installation.port)
        _, _, text = browser.get(link, name="landing")
        people.append((browser, dict(HIDDEN.findall(text)) | {"box_participate": "1"}))
        browser.close()
    answers = act_at_once(agree, people)
    return Counter(status for status, _ in answers), max(seconds for _, seconds in answers)


def _race_all(
    installation: Installation, codes: list[str], drill: str, database: str
) -> tuple[Row, Counter[int]]:
    """Race for each of the coupons: the row, and how often each status was the answer."""
    statuses: Counter[int] = Counter()
    longest = 0.0
    for code in codes:
        counted, wait = _race(installation, code)
        statuses += counted
        longest = max(longest, wait)
    responses = query(installation, "SELECT count(*) FROM surveys_response")[0][0]
    row = Row(
        drill,
        database,
        acknowledged=statuses[ADMITTED],
        lost=max(0, statuses[ADMITTED] - responses),
        doubled=responses - len(codes),
        longest=longest,
        remark=f"{len(codes)} coupons, {PEOPLE} people each",
    )
    return row, statuses


def test_every_coupon_admits_one_and_everybody_is_told(
    installation: Installation, database: str, record: Record
) -> None:
    installation.start()
    codes = installation.place_seeds(ROUNDS)
    row, statuses = _race_all(installation, codes, "coupon race", database)
    record(row)
    assert statuses == {ADMITTED: ROUNDS, TOLD: ROUNDS * (PEOPLE - 1)}
    assert (row.lost, row.doubled) == (0, 0)


@pytest.mark.parametrize("postgres", ["postgresql"], indirect=True)
def test_control_that_looks_before_it_acts_admits_several(
    installation: Installation, postgres: Postgres, database: str, record: Record
) -> None:
    installation.module = "tests.drills.unguarded"
    installation.start()
    # The first consent writes its text for all, which queues everybody behind it.
    codes = installation.place_seeds(2)
    with psycopg.connect(postgres.url) as connection:
        connection.execute(DROP_CONSTRAINTS)
    row, _ = _race_all(installation, codes, "control: looks, then acts", database)
    record(row)
    assert row.doubled is not None
    assert row.doubled > 0
