"""Many at the same moment."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from benchmarks.http import Browser
from tests.run.installation import Installation

One = TypeVar("One")
Result = TypeVar("Result")


def act_at_once(act: Callable[[One], Result], everybody: Iterable[One]) -> list[Result]:
    """Return what each came to; all begin at one moment, each in a thread."""
    crowd = list(everybody)
    gate = threading.Barrier(len(crowd))

    def begin(one: One) -> Result:
        gate.wait()
        return act(one)

    with ThreadPoolExecutor(len(crowd)) as threads:
        return list(threads.map(begin, crowd))


def copy_browser(installation: Installation, browser: Browser) -> Browser:
    """Return one with the same cookies and a connection of its own."""
    other = Browser("127.0.0.1", installation.port)
    other.cookies.update(browser.cookies)
    return other
