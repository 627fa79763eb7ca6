"""Reading a table of respondents and recruiters: every fault is located, and all are told at once.

Rows are numbered as a spreadsheet shows them: the header is row 1.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from recruitment.interchange.cells import (
    CellError,
    Positions,
    RowReader,
    TableError,
    TableProblem,
    check_name,
    tidy,
)
from recruitment.interchange.links import Headings, TableRow, link_rows
from recruitment.interchange.numbers import MissingMarks
from recruitment.interchange.records import read_records

MOST_COLUMNS = 300
NAMES_SHOWN = 20

_BOOKKEEPING = re.compile(
    r"row|wave|seed|seed_id|is_seed|n_recruits|recruitment_time|(own_)?coupon(_?\d+)?"
    r"|w_rds_ii?|w_gile_ss|(rds_)?weights",
    re.IGNORECASE,
)
"""Whole names only: weight_kg and w_income are answers."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what; no `variables` means every column that is not bookkeeping.

    `missing` are marks for no answer besides the common ones; no `delimiter` means to find it.
    """

    id: str = "id"
    recruiter: str = "recruiter_id"
    network_size: str = "network_size"
    time: str = ""
    variables: tuple[str, ...] = ()
    seed_value: str = "seed"
    missing: tuple[str, ...] = ()
    delimiter: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """Every column asked for by name."""
        own = (self.id, self.recruiter, self.network_size, self.time, *self.variables)
        return tuple(dict.fromkeys(name for name in own if name))


@dataclass(frozen=True, slots=True)
class RdsTable:
    """Respondents with the columns of their answers; a missing cell is None.

    `headers` are those of the cells, and `file_headers` all there are, in the order of the file.
    `respaced` are the rows, by heading, whose cell had other spaces within.
    """

    file_headers: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    layout: Layout
    respaced: Mapping[str, Sequence[int]]

    @property
    def recruiters(self) -> tuple[int | None, ...]:
        return tuple(row.recruiter for row in self.rows)


def read_table(data: bytes, layout: Layout, zone: tzinfo, *, last_year: int) -> RdsTable:
    """The table in a CSV file in UTF-8; times without an offset are of `zone`.

    A date after `last_year` is a fault.

    Raises `TableError`.
    """
    first, *records = read_records(data, layout.named, layout.delimiter)
    header = [tidy(name) for name in first.cells]
    if problems := list(_check_header(first.number, header, layout)):
        raise TableError(problems)
    problems = [
        TableProblem(
            record.number,
            "",
            f"has {len(record.cells)} cells, the header {len(header)}; mend the row",
        )
        for record in records
        if len(record.cells) != len(header)
    ]
    is_complete = not problems
    headers = layout.variables or _pick_variables(header, layout)
    positions = _locate(header, headers, layout)
    missing = MissingMarks(layout.missing)
    reader = RowReader(header, positions, missing, layout.seed_value, zone, last_year)
    raw = [
        reader.read(record.number, record.cells)
        for record in records
        if len(record.cells) == len(header)
    ]
    headings = Headings(layout.id, layout.recruiter, layout.time)
    rows, faults = link_rows(raw, missing, headings, is_complete=is_complete)
    if problems := [*problems, *reader.problems, *faults]:
        raise TableError(problems)
    return RdsTable(tuple(header), headers, rows, layout, reader.respaced)


def _check_header(row: int, header: Sequence[str], layout: Layout) -> Iterator[TableProblem]:
    if len(header) > MOST_COLUMNS:
        fault = f"the file has {len(header)} columns; at most {MOST_COLUMNS} can be read"
        yield TableProblem(0, "", fault)
    for place, name in enumerate(header, start=1):
        try:
            check_name(name)
        except CellError as error:
            yield TableProblem(row, str(place), str(error))
    for name, count in Counter(header).items():
        if name and count > 1:
            yield TableProblem(row, name, f"stands {count} times in the header; rename one")
    known = ", ".join([name for name in header if name][:NAMES_SHOWN])
    for name in layout.named:
        if name not in header:
            yield TableProblem(row, name, f"is missing; name another column (the file has {known})")


def _pick_variables(header: Sequence[str], layout: Layout) -> tuple[str, ...]:
    own = {layout.id, layout.recruiter, layout.network_size, layout.time, ""}
    return tuple(
        name
        for name in header
        if name not in own
        and not _BOOKKEEPING.fullmatch(re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_"))
    )


def _locate(header: Sequence[str], headers: Sequence[str], layout: Layout) -> Positions:
    return Positions(
        id=header.index(layout.id),
        recruiter=header.index(layout.recruiter),
        network_size=header.index(layout.network_size),
        time=header.index(layout.time) if layout.time else None,
        variables=tuple(header.index(name) for name in headers),
    )
