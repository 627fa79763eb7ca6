"""One client that sends what cannot be read for as long as it likes does not fill the disk."""

import re
import time

import pytest

from tests.drills.disk import SmallDisk, flood
from tests.drills.extent import choose, whole_only
from tests.drills.phones import use_phones
from tests.drills.table import Record, Row
from tests.drills.unreadable import FOREIGN_CHARSET
from tests.run.installation import Installation

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("postgres", ["sqlite"], indirect=True),
]

SECONDS = choose(60, 6)
# Two files of the web server's log, and what a minute of saves leaves behind.
MOST_GROWTH = 6_000_000
ALMOST_FULL = 1_000_000
# How long the flood of the control may take to fill the disk.
PATIENCE = 240.0


def test_flood_of_unreadable_forms_costs_no_save_and_hardly_any_disk(
    installation: Installation, disk: SmallDisk, record: Record
) -> None:
    link = re.search(r"/r/(\w{26})", installation.start())
    assert link
    with use_phones(installation.port, [link[1]], pause=1) as [phone]:
        free_before = disk.count_free()
        statuses = flood(installation.port, FOREIGN_CHARSET, SECONDS)
        growth = free_before - disk.count_free()
    installation.stop()
    saved = disk.query_copy("SELECT answers -> 'birth_year' FROM surveys_response")
    lost = phone.lost + (saved != [(str(phone.year),)])
    remark = f"{sum(statuses.values()):,} requests, {growth / 1e6:.1f} MB more on a disk of 64 MB"
    record(
        Row(
            f"unreadable forms for {SECONDS:.0f} s",
            "sqlite",
            *(phone.acknowledged, lost),
            longest=phone.longest,
            remark=remark,
        )
    )
    assert set(statuses) == {400}
    assert growth < MOST_GROWTH
    assert set(phone.answers) == {302}
    assert phone.acknowledged >= SECONDS / 2
    assert lost == 0


@whole_only
def test_without_the_limits_the_same_flood_fills_the_disk(
    installation: Installation, disk: SmallDisk, record: Record
) -> None:
    installation.module = "tests.drills.unguarded"
    installation.start()
    began = time.monotonic()
    while disk.count_free() > ALMOST_FULL and time.monotonic() < began + PATIENCE:
        flood(installation.port, FOREIGN_CHARSET, 1)
    seconds = time.monotonic() - began
    record(Row("control: no limits", "sqlite", remark=f"disk full after {seconds:.0f} s"))
    assert disk.count_free() < ALMOST_FULL
