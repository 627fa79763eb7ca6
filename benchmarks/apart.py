"""What is measured in a process of its own: memory, and a rebuild while somebody answers."""

import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

PAUSE_SECONDS = 0.2
SAVES_AT_REST = 10


class RebuildFigures(NamedTuple):
    """A rebuild's time and its process's peak; the longest save before and during it."""

    seconds: float
    peak_megabytes: float
    resting_save_seconds: float
    longest_save_seconds: float
    failed_count: int


def run_apart(function: Callable[..., Any], *arguments: object) -> Any:
    """Return what `function` does in a fresh process."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def measure_rebuild(slug: str, response_id: int) -> RebuildFigures:
    """Count a survey anew in one process while another saves a page again and again."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    writer = context.Process(target=_save_until_told, args=(theirs, response_id), daemon=True)
    writer.start()
    # Only the writer's copy stays open: should it die, the next line fails instead of waiting.
    theirs.close()
    resting = ours.recv()
    seconds, peak = run_apart(_rebuild, slug)
    ours.send("enough")
    longest, failed = ours.recv()
    writer.join()
    return RebuildFigures(seconds, peak, resting, longest, failed)


def weigh_web_process() -> tuple[float, float]:
    """Return the megabytes of a warmed web process, and with what files and folds load."""
    from surveyproj.warming import warm_within
    from surveyproj.wsgi import application

    warm_within(application, seconds=30)
    before = _read_megabytes("VmRSS")
    import numpy  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    return before, _read_megabytes("VmRSS")


def _rebuild(slug: str) -> tuple[float, float]:
    import django

    django.setup()
    from django.utils import timezone

    from analytics.services.rebuilding import rebuild_tallies
    from surveys.selectors.runner import load_survey

    survey = load_survey(slug)
    assert survey is not None
    began = time.perf_counter()
    rebuild_tallies(survey, now=timezone.now())
    return time.perf_counter() - began, _read_megabytes("VmHWM")


def _save_until_told(pipe: Connection, response_id: int) -> None:
    """Save the first page every 0.2 s; tell the longest at rest, then the longest and failures."""
    import django

    django.setup()
    from django.db import OperationalError
    from django.utils import timezone

    from benchmarks.journeys import ANSWERS
    from surveys.selectors.runner import load_response_by_pk
    from surveys.services.responses import save_page

    response = load_response_by_pk(response_id)
    assert response is not None
    raw = {name: [str(value)] for name, value in ANSWERS.items() if not isinstance(value, list)}
    save_page(response, page_number=1, raw=raw, now=timezone.now())
    seconds: list[float] = []
    failed, is_resting = 0, True
    while not (pipe.poll(PAUSE_SECONDS) and seconds):
        began = time.perf_counter()
        try:
            save_page(response, page_number=1, raw=raw, now=timezone.now())
        except OperationalError:  # SQLite's patience is at an end, and the person is told
            failed += 1
        seconds.append(time.perf_counter() - began)
        if is_resting and len(seconds) == SAVES_AT_REST:
            pipe.send(max(seconds))
            seconds, is_resting = [], False
    pipe.send((max(seconds), failed))


def _read_megabytes(name: str) -> float:
    """Return a figure of this process's memory, VmRSS now or VmHWM at its peak.

    The peak that `getrusage` tells would be the parent's where that was larger: it outlives exec.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    [found] = [line for line in lines if line.startswith(f"{name}:")]
    return int(found.split()[1]) * 1024 / 1e6
