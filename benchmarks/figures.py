"""What is measured of the dataset, a few lines of the table each."""

import time
from statistics import median

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from analytics.dataset.coding import code_chunk
from analytics.selectors.tallies import load_stamp
from analytics.services.folding import fold_events
from benchmarks.apart import measure_rebuild, run_apart, weigh_web_process
from benchmarks.budget import BudgetLine, scale
from benchmarks.made_up import People
from surveys.engine.codebook import flatten
from surveys.engine.schema import Answers, Context
from surveys.models import Event, Response, Survey
from surveys.selectors.catalogues import load_catalogue
from surveys.selectors.runner import load_plan
from surveys.services.keys import make_key
from surveys.services.responses import ConsentGiven, start_response

CHUNK = 1000
CODING_ROUNDS = 5
SINGLE_FOLDS = 5
FOLDED_AT_ONCE = 500
REQUESTS = 20
PAGES = {"estimate page": "estimates", "comparison page": "drivers"}
# One to warm each page, one to see it change.
EXTRA_COUNT = SINGLE_FOLDS + FOLDED_AT_ONCE + len(PAGES)


def measure_coding(survey: Survey, people: People) -> list[BudgetLine]:
    """Code the same responses by chunk and one by one, in turns."""
    plan, year = load_plan(survey.version), timezone.localdate().year
    pairs: list[tuple[Answers, Context]] = [
        (answers, Context(year, is_referred, survey.parameters))
        for is_referred, group in people.items()
        for answers in group
    ]
    together, alone = [], []
    for _ in range(CODING_ROUNDS):
        for start in range(0, len(pairs), CHUNK):
            chunk = pairs[start : start + CHUNK]
            answers, contexts = [one for one, _ in chunk], [one for _, one in chunk]
            began = time.perf_counter()
            code_chunk(plan, answers, contexts)
            halfway = time.perf_counter()
            for one, context in chunk:
                flatten(plan, one, context)
            together.append(len(chunk) / (halfway - began))
            alone.append(len(chunk) / (time.perf_counter() - halfway))
    ratio = median(pair[0] / pair[1] for pair in zip(together, alone, strict=True))
    return [
        BudgetLine("coding by chunk, responses per second", median(together), "/s"),
        BudgetLine("coding one by one, responses per second", median(alone), "/s"),
        BudgetLine("coding by chunk / one by one", ratio, "×"),
    ]


def measure_rebuilding(survey: Survey, count: int) -> list[BudgetLine]:
    """Count everything anew while a person saves a page, and weigh what is stored then."""
    consent = ConsentGiven(frozenset({"participate"}), "zh-Hans", "0" * 64)
    response, _ = start_response(
        survey, key=make_key(), consent=consent, is_referred=False, now=timezone.now()
    )
    found = measure_rebuild(survey.slug, response.pk)
    # None is allowed on PostgreSQL, but the two share processors and a disk, if not a lock.
    limit = 0.3 if connection.vendor == "sqlite" else 0.05
    wait = max(found.longest_save_seconds - found.resting_save_seconds, 0)
    failures = f" ({found.failed_count} failed)" if found.failed_count else ""
    return [
        BudgetLine("rebuild", found.seconds, "s", scale(120, count), count),
        BudgetLine("rebuild, peak memory", found.peak_megabytes, "MB", 500),
        BudgetLine("longest save before it", found.resting_save_seconds, "s"),
        BudgetLine(f"longest wait of a save during it{failures}", wait, "s", limit),
        BudgetLine("analytics tables, bytes per response", _weigh_tables() / count, "B", 250),
    ]


def measure_folds(survey: Survey) -> list[BudgetLine]:
    """Fold completions that are not counted yet, one at a time and then many at once."""
    _tell_uncounted(survey)
    seconds = [_fold(survey, 1) for _ in range(SINGLE_FOLDS)]
    name = f"fold of {FOLDED_AT_ONCE} completions"
    return [
        BudgetLine("fold of one completion", median(seconds), "s", 0.02),
        BudgetLine(name, _fold(survey, FOLDED_AT_ONCE), "s", 0.4, FOLDED_AT_ONCE),
    ]


def measure_pages(survey: Survey, owner: User) -> list[BudgetLine]:
    """Ask for pages that were warmed: after a fold, again, and as a poll that finds no change."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    lines = []
    for title, name in PAGES.items():
        path = reverse(f"analytics:{name}", args=[survey.slug])
        _ask(client, path)
        _fold(survey, 1)
        first = _ask(client, path)
        again = median(_ask(client, path) for _ in range(REQUESTS))
        poll = f"{path}?seen={load_stamp(survey)}"
        polled = median(_ask(client, poll, is_poll=True) for _ in range(REQUESTS))
        lines += [
            BudgetLine(f"{title}, processor time after a fold", first, "ms", 100),
            BudgetLine(f"{title}, processor time", again, "ms", 100),
            BudgetLine(f"{title}, polled unchanged", polled, "ms", 5),
        ]
    return lines


def measure_files(survey: Survey, owner: User) -> list[BudgetLine]:
    """Download the responses in both formats, all columns of them."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    rows = Response.objects.for_survey(survey).completed().count()
    columns = len(load_catalogue(survey).specs)
    lines = []
    for name in ("csv", "parquet"):
        began = time.perf_counter()
        answer = client.get(reverse(f"analytics:responses_{name}", args=[survey.slug]))
        assert isinstance(answer, StreamingHttpResponse)
        pieces = iter(answer)
        next(pieces)
        first_byte = time.perf_counter() - began
        megabytes = sum(map(len, pieces)) / 1e6
        seconds = time.perf_counter() - began
        lines += [
            BudgetLine(f"{name} of {columns} variables", seconds, "s", scale(3, rows), rows),
            BudgetLine(f"{name}, first byte", first_byte, "s", 0.5),
            BudgetLine(f"{name}, size", megabytes, "MB", count=rows),
        ]
    return lines


def measure_libraries() -> list[BudgetLine]:
    """Weigh a web process without and with what only analytics loads."""
    before, after = run_apart(weigh_web_process)
    return [
        BudgetLine("web process", before, "MB"),
        BudgetLine("web process with numpy and pyarrow", after, "MB"),
    ]


def _tell_uncounted(survey: Survey) -> None:
    """Write the events of completed responses that no tally holds."""
    waiting = Response.objects.for_survey(survey).completed().filter(tallied=None).order_by("pk")
    now, kind = timezone.now(), Event.Kind.COMPLETED
    Event.objects.bulk_create(
        [
            Event(survey=survey, response=one, kind=kind, created_at=now)
            for one in waiting.only("pk")
        ]
    )


def _fold(survey: Survey, limit: int) -> float:
    began = time.perf_counter()
    told = fold_events(survey, now=timezone.now(), limit=limit)
    seconds = time.perf_counter() - began
    assert told == limit, f"{told} events"
    return seconds


def _ask(client: Client, path: str, *, is_poll: bool = False) -> float:
    """Return the milliseconds of processor time of one request, the client's own included."""
    headers = {"HX-Request": "true"} if is_poll else {}
    began = time.process_time()
    answer = client.get(path, headers=headers)
    milliseconds = 1000 * (time.process_time() - began)
    assert answer.status_code == (204 if is_poll else 200), f"{path} {answer.status_code}"
    return milliseconds


def _weigh_tables() -> int:
    """Return the bytes of the tables of analytics, indexes included."""
    tables = [model._meta.db_table for model in apps.get_app_config("analytics").get_models()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(name::regclass))"
                " FROM unnest(%s::text[]) AS name",
                [tables],
            )
        else:
            marks = ", ".join(["%s"] * len(tables))
            cursor.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE name IN"
                f" (SELECT name FROM sqlite_schema WHERE tbl_name IN ({marks}))",
                tables,
            )
        return int(cursor.fetchone()[0])
