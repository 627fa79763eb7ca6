"""A disk without one free byte amid saves: nobody is told a lie, and with room all is saved."""

import time
from collections import Counter

import pytest

from benchmarks.http import Browser
from tests.drills.disk import SmallDisk
from tests.drills.extent import allow, choose, whole_only
from tests.drills.phones import Phone, use_phones
from tests.drills.table import Record, Row
from tests.run.installation import Installation

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("postgres", ["sqlite"], indirect=True),
]

PHONES, PAUSE = 8, 0.4
UNWRITTEN = ("/health/", "/static/img/icon.svg", "/accounts/login/")
STORED = "SELECT count(*), sum(json_extract(answers, '$.birth_year')) FROM surveys_response"


def _fill(
    installation: Installation, disk: SmallDisk, seconds: float
) -> tuple[list[Phone], Counter[tuple[str, int]], float, float]:
    """Fill the disk amid saves, then make room: phones, what was seen meanwhile, seconds to return.

    Seen is what needs no writing: the statuses by path, and the longest wait.
    """
    installation.start()
    spare, *codes = installation.place_seeds(PHONES + 1)
    statuses: Counter[tuple[str, int]] = Counter()
    longest = 0.0
    with use_phones(installation.port, codes, PAUSE) as phones:
        visitor = Browser("127.0.0.1", installation.port)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            # What is given back meanwhile, by a log that is emptied, is taken as well.
            disk.fill()
            for path in (*UNWRITTEN, f"/r/{spare}"):
                asked = time.monotonic()
                statuses[path, visitor.get(path, name=path)[0]] += 1
                longest = max(longest, time.monotonic() - asked)
            time.sleep(0.2)
        disk.make_room()
        emptied = time.monotonic()
        while any(phone.acknowledged_at < emptied for phone in phones):
            assert time.monotonic() < emptied + 60
            time.sleep(0.05)
        back = time.monotonic() - emptied
    return phones, statuses, longest, back


def test_full_disk_refuses_saves_and_takes_them_once_there_is_room(
    installation: Installation, disk: SmallDisk, database: str, record: Record
) -> None:
    seconds = choose(20, 5)
    phones, statuses, unwritten_wait, back = _fill(installation, disk, seconds)
    asked = time.monotonic()
    health = installation.wait_until_whole()
    whole = time.monotonic() - asked
    lost = sum(phone.count_lost() for phone in phones)
    installation.stop()
    [(stored, years)] = disk.query_copy(STORED)
    answers = sum((phone.answers for phone in phones), Counter())
    row = Row(
        f"disk full for {seconds:.0f} s",
        database,
        acknowledged=sum(phone.acknowledged for phone in phones),
        lost=lost,
        doubled=stored - PHONES,
        longest=max(phone.longest for phone in phones),
        back=back,
        remark=f"{answers[503]:,} refused; health {health} after {whole:.1f} s more; "
        f"other pages within {unwritten_wait:.2f} s",
    )
    record(row)
    assert set(answers) == {302, 503}
    assert {status for _, status in statuses} == {200}
    assert unwritten_wait < allow(1)
    assert row.longest < allow(10)
    assert (row.lost, row.doubled) == (0, 0)
    assert years == sum(phone.year for phone in phones)
    assert back < allow(10)
    assert health == "ok"
    assert whole < allow(60)


@whole_only
def test_control_without_the_refusal_answers_with_an_error(
    installation: Installation, disk: SmallDisk, database: str, record: Record
) -> None:
    installation.module = "tests.drills.unguarded"
    phones, _, _, back = _fill(installation, disk, 5)
    answers = sum((phone.answers for phone in phones), Counter())
    remark = ", ".join(f"{count:,} times {status}" for status, count in answers.items())
    record(Row("control: nobody refuses", database, back=back, remark=remark))
    assert answers[500]
