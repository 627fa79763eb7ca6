"""An RDS study collected elsewhere becomes a closed survey with its tree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from recruitment.interchange.cells import LARGEST_NETWORK, TableError, TableProblem
from recruitment.interchange.columns import (
    ColumnError,
    ColumnKind,
    ImportedColumn,
    describe_column,
    name_variables,
)
from recruitment.interchange.report import ColumnReport, report_columns
from recruitment.interchange.rows import TableRow
from recruitment.interchange.tables import RdsTable
from recruitment.models import Recruit
from recruitment.rules.tree import Descent, find_descents, sort_chains
from recruitment.services.errors import SlugTakenError
from surveys.engine.consistency import CONTEXT_NAMES
from surveys.engine.expression import RESERVED_WORDS
from surveys.engine.reserved import RESERVED_NAMES
from surveys.models import Questionnaire, Response, Survey
from surveys.services.fielding import check_slug, create_survey
from surveys.services.imports import GivenResponse, import_responses
from surveys.services.questionnaires import publish_version

NETWORK_SIZE = "network_size"
LANGUAGES = ("en", "zh-Hans")
BATCH = 1000


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """How the new survey is named and weighted."""

    slug: str
    title: str
    degree_rule: str = Survey.DegreeRule.EXCLUDE


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import, and of every column of the file."""

    survey: str
    respondents: int
    seeds: int
    waves: int
    columns: tuple[ColumnReport, ...]


@transaction.atomic
def import_table(
    table: RdsTable, settings: ImportSettings, *, owner: User, now: datetime
) -> Imported:
    """Store a checked table as questionnaire, survey, responses and recruits, or nothing at all.

    Raises `SlugTakenError`, `SlugInvalidError`, and `TableError` when a variable asked for cannot
    be stored.
    """
    _check_free(settings.slug)
    columns, faults = _describe_columns(table)
    recruiters = table.recruiters
    order = sort_chains(recruiters, [_rank(row) for row in table.rows])
    descents = find_descents(recruiters, order)
    survey = _create_closed(table, settings, columns, owner, now)
    given = [_give(table.rows[position], columns) for position in order]
    responses = dict(zip(order, import_responses(survey, given, now=now), strict=True))
    _enrol(survey, recruiters, descents, responses)
    return Imported(
        survey=survey.slug,
        respondents=len(order),
        seeds=sum(descent.wave == 0 for descent in descents),
        waves=max(descent.wave for descent in descents),
        columns=report_columns(
            table, {column.header: column for column in columns.values()}, faults
        ),
    )


def _check_free(slug: str) -> None:
    check_slug(slug)
    taken = Survey.objects.filter(slug=slug) or Questionnaire.objects.filter(slug=slug)
    if taken:
        raise SlugTakenError(f"“{slug}” exists already; choose another short name.")


def _rank(row: TableRow) -> float:
    return row.time.timestamp() if row.time else row.number


def _describe_columns(table: RdsTable) -> tuple[dict[int, ImportedColumn], dict[str, str]]:
    """Variables by position of their column; of those nobody asked for, why one is left out."""
    reserved = RESERVED_WORDS | CONTEXT_NAMES | RESERVED_NAMES | {NETWORK_SIZE}
    names = name_variables(table.headers, reserved)
    columns: dict[int, ImportedColumn] = {}
    faults: dict[str, str] = {}
    for position, header in enumerate(table.headers):
        rows: dict[str, list[int]] = defaultdict(list)
        for row in table.rows:
            if (value := row.cells[position]) is not None:
                rows[value].append(row.number)
        try:
            columns[position] = describe_column(names[header], header, rows)
        except ColumnError as error:
            faults[header] = str(error)
    if faults and table.layout.variables:
        raise TableError(TableProblem(0, header, fault) for header, fault in faults.items())
    return columns, faults


def _create_closed(
    table: RdsTable,
    settings: ImportSettings,
    columns: dict[int, ImportedColumn],
    owner: User,
    now: datetime,
) -> Survey:
    document = make_document(settings, table.layout.network_size, list(columns.values()))
    times = [row.time for row in table.rows if row.time]
    return create_survey(
        settings.slug,
        version=publish_version(settings.slug, document=document, now=now),
        owner=owner,
        state=Survey.State.CLOSED,
        opens_at=min(times, default=None),
        closes_at=max(times, default=None),
        degree_rule=settings.degree_rule,
        incentive_mode=Survey.IncentiveMode.NONE,
        coupon_count=0,
        details={
            "imported": {
                "at": now.isoformat(),
                "has_times": bool(times),
                "headers": {column.name: column.header for column in columns.values()}
                | {NETWORK_SIZE: table.layout.network_size},
            }
        },
    )


def make_document(
    settings: ImportSettings, network_size: str, columns: Sequence[ImportedColumn]
) -> dict[str, object]:
    """A questionnaire of one page that asks for what the table holds."""
    items = [_make_item(column) for column in columns]
    size = {**_ask_nothing(NETWORK_SIZE, network_size), **_bound(LARGEST_NETWORK)}
    return {
        "id": settings.slug,
        "title": _label(settings.title),
        "languages": list(LANGUAGES),
        "network_size_variable": NETWORK_SIZE,
        "pages": [
            {
                "id": "imported",
                "title": {"en": "Imported answers", "zh-Hans": "导入的答案"},
                "items": [*items, size],
            }
        ],
    }


def _label(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


def _make_item(column: ImportedColumn) -> dict[str, object]:
    item = _ask_nothing(column.name, column.header)
    if column.kind is ColumnKind.WHOLE_NUMBERS:
        return {**item, **_bound(max(column.numbers))}
    if column.kind is ColumnKind.NUMBERS:
        return {**item, "type": "number"}
    choices = [{"code": code, "label": _label(text)} for code, text in column.labels.items()]
    return {**item, "type": "single", "choices": choices}


def _ask_nothing(name: str, header: str) -> dict[str, object]:
    """The parts that all items of an import share: their answers were given elsewhere."""
    return {"id": name, "variable": name, "prompt": _label(header), "requirement": "given"}


def _bound(largest: float) -> dict[str, object]:
    return {"type": "integer", "minimum": 0, "maximum": largest}


def _give(row: TableRow, columns: dict[int, ImportedColumn]) -> GivenResponse:
    answers: dict[str, int | float | str | list[int | str]] = {
        column.name: column.codes[value]
        for position, column in columns.items()
        if (value := row.cells[position]) is not None
    }
    if row.network_size is not None:
        answers[NETWORK_SIZE] = row.network_size
    return GivenResponse(row.id, answers, row.time, is_referred=row.recruiter is not None)


def _enrol(
    survey: Survey,
    recruiters: Sequence[int | None],
    descents: Sequence[Descent],
    responses: dict[int, Response],
) -> None:
    """Write recruits wave by wave, because each needs the recruiter's key."""
    waves: dict[int, list[int]] = defaultdict(list)
    for position in responses:
        waves[descents[position].wave].append(position)
    keys: dict[int, int] = {}
    for wave in sorted(waves):
        recruits = Recruit.objects.bulk_create(
            [
                Recruit(
                    survey=survey,
                    response=responses[position],
                    recruiter_id=None if wave == 0 else keys[recruiters[position] or 0],
                    seed_id=None if wave == 0 else keys[descents[position].seed],
                    wave=wave,
                    enrolled_at=responses[position].completed_at,
                )
                for position in waves[wave]
            ],
            batch_size=BATCH,
        )
        keys.update(zip(waves[wave], (recruit.pk for recruit in recruits), strict=True))
