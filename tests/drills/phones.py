"""Phones that save one page again and again, and repeat what was not acknowledged."""

import http.client
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape

from scipy.optimize import linear_sum_assignment

from benchmarks.http import Browser
from benchmarks.journeys import HIDDEN, SLUG, fill

PAGE = f"/s/{SLUG}/page/1/"
SENT_AGAIN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
STORED = re.compile(r"<option value=\"((?:19|20)\d\d)\"[^>]* selected")
FIRST_YEAR, LAST_YEAR = 1951, 2005
PATIENCE = 30.0
# How often each has saved before anything is done to the server.
WARMING = 3


@dataclass(eq=False)
class Phone(threading.Thread):
    """One interview whose first page is saved about every `pause` seconds, each time anew."""

    port: int
    code: str
    pause: float
    acknowledged: int = 0
    # Pages that were acknowledged and were not there after a failure.
    lost: int = 0
    year: int = 0
    acknowledged_at: float = 0.0
    longest: float = 0.0
    answers: Counter[int | str] = field(default_factory=Counter)
    _is_over: threading.Event = field(default_factory=threading.Event)
    _is_abandoned: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.browser = Browser("127.0.0.1", self.port)

    def run(self) -> None:
        """Begin, then save until told to stop."""
        link = f"/r/{self.code}"
        _, _, text = self.browser.get(link, name="landing")
        agreed = dict(HIDDEN.findall(text)) | {"box_participate": "1"}
        self.browser.post(link, agreed, name="consent")
        _, _, text = self.browser.get(PAGE, name="page")
        values = fill(text)
        year = FIRST_YEAR
        while not self._is_over.wait(self.pause):
            year = year + 1 if year < LAST_YEAR else FIRST_YEAR
            if self._save(values, year):
                self.year, self.acknowledged_at = year, time.monotonic()
                self.acknowledged += 1

    def _save(self, values: dict[str, object], year: int) -> bool:
        """Send the page as the page of the refusal does; whether it was acknowledged at last."""
        values = values | {"birth_year": year}
        while not self._is_abandoned.is_set():
            started = time.monotonic()
            try:
                status, _, text = self.browser.post(PAGE, values, name="save")
            except (OSError, http.client.HTTPException) as error:
                self.browser.close()
                status, text = type(error).__name__, ""
            self.longest = max(self.longest, time.monotonic() - started)
            self.answers[status] += 1
            if status == 302:
                return True
            hidden = {name: unescape(value) for name, value in SENT_AGAIN.findall(text)}
            values = values | hidden
            while True:
                if self._is_abandoned.wait(0.2):
                    return False
                if self._is_well():
                    break
            # What was under way may be stored unacknowledged; what came before it must be there.
            if self.acknowledged:
                self._expect(self.year, year)
        return False

    def _is_well(self) -> bool:
        try:
            return self.browser.get("/health/", name="health")[0] == 200
        except (OSError, http.client.HTTPException):
            self.browser.close()
            return False

    def _expect(self, *years: int) -> None:
        """Count a loss, and say which, unless the page shows one of these years."""
        stored = self.read_stored()
        if stored not in years:
            self.lost += 1
            sys.stdout.write(f"Lost: {stored} is stored in place of {years}.\n")

    def count_lost(self) -> int:
        """Count what was acknowledged and not there after a failure, or is not there now."""
        self._expect(self.year)
        return self.lost

    def read_stored(self) -> int:
        """Return the year that the page now shows, 0 without one; asks until the server is well.

        Raises TimeoutError: what cannot be read is neither kept nor lost.
        """
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                status, _, text = self.browser.get(PAGE, name="page")
            except (OSError, http.client.HTTPException):
                self.browser.close()
                status = 0
            if status in (200, 302):
                found = STORED.search(text)
                return int(found[1]) if found else 0
            time.sleep(0.2)
        raise TimeoutError(f"{PAGE} cannot be read; the last status was {status}.")

    def stop(self) -> None:
        """Begin no other save, and wait for a while until the last one is acknowledged."""
        self._is_over.set()
        self.join(timeout=PATIENCE)
        self._is_abandoned.set()
        self.join()


Acknowledged = list[tuple[int, int]]


def note(phones: list[Phone]) -> Acknowledged:
    """Return of each phone how often it was acknowledged, and the year it sent last."""
    return [(phone.acknowledged, phone.year) for phone in phones]


def count_gone(found: list[int], before: Acknowledged, after: Acknowledged) -> int:
    """Count phones of which neither what was acknowledged before nor anything later is there.

    The years found in a copy, made between the two notes, are nobody's by name: of all ways to
    give them to the phones, that with the fewest left over tells.
    """
    span = LAST_YEAR - FIRST_YEAR + 1
    # One more may be stored and not yet acknowledged.
    fits = [
        [(one - year) % span <= later - count + 1 for one in found]
        for (count, year), (later, _) in zip(before, after, strict=True)
    ]
    pairs = zip(*linear_sum_assignment(fits, maximize=True), strict=True)
    return len(before) - sum(fits[phone][place] for phone, place in pairs)


def await_saves(phones: list[Phone], more: int) -> None:
    """Wait until each phone has saved so many times more; raises TimeoutError where one has not."""
    deadline = time.monotonic() + PATIENCE
    goals = [phone.acknowledged + more for phone in phones]
    while any(phone.acknowledged < goal for phone, goal in zip(phones, goals, strict=True)):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Not each of {len(phones)} phones has saved {more} times.")
        time.sleep(0.05)


@contextmanager
def use_phones(port: int, codes: list[str], pause: float) -> Iterator[list[Phone]]:
    """Let one phone for each code save until the block ends; it begins once each has saved some.

    Raises TimeoutError where one does not.
    """
    phones = [Phone(port, code, pause) for code in codes]
    for phone in phones:
        phone.start()
    try:
        await_saves(phones, WARMING)
        yield phones
    finally:
        for phone in phones:
            phone.stop()
