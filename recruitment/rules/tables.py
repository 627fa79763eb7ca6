"""Reading a table of respondents and recruiters: every fault is located, and all are told at once.

Rows are numbered as a spreadsheet shows them: the header is row 1.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from recruitment.rules.cells import (
    CellError,
    Positions,
    RawRow,
    RowReader,
    TableProblem,
    check_text,
    tidy,
)
from recruitment.rules.tree import find_cycles

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 300
DELIMITERS = ",;\t"
NAMES_SHOWN = 20

_BOOKKEEPING = re.compile(
    r"row|wave|seed|seed_id|is_seed|n_recruits|recruitment_time|(own_)?coupon(_?\d+)?"
    r"|w_.*|(.*_)?weights?(_.*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what; no `variables` means every column that is not bookkeeping."""

    id: str = "id"
    recruiter: str = "recruiter_id"
    network_size: str = "network_size"
    time: str = ""
    variables: tuple[str, ...] = ()
    seed_value: str = "seed"

    @property
    def named(self) -> tuple[str, ...]:
        """Every column asked for by name."""
        own = (self.id, self.recruiter, self.network_size, self.time, *self.variables)
        return tuple(dict.fromkeys(name for name in own if name))


class TableError(Exception):
    """A table with faults, all of them, in the order of rows."""

    def __init__(self, problems: Iterable[TableProblem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class TableRow:
    """One respondent; `recruiter` is the position of the recruiter's row, None for a seed."""

    number: int
    id: str
    recruiter: int | None
    network_size: int | None
    time: datetime | None
    cells: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class RdsTable:
    """Respondents with the columns of their answers; a missing cell is None.

    `passed_over` are columns that nobody named and that hold bookkeeping.
    """

    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    layout: Layout
    passed_over: tuple[str, ...]

    @property
    def recruiters(self) -> tuple[int | None, ...]:
        return tuple(row.recruiter for row in self.rows)


def read_table(data: bytes, layout: Layout, zone: tzinfo, *, last_year: int) -> RdsTable:
    """The table in a CSV file in UTF-8; times without an offset are of `zone`.

    A date after `last_year` is a fault.

    Raises `TableError`.
    """
    records = _read_records(_decode(data))
    header = [tidy(name) for name in records[0][1]]
    if problems := list(_check_header(header, layout)):
        raise TableError(problems)
    whole = [record for record in records[1:] if len(record[1]) == len(header)]
    problems = [
        TableProblem(number, "", f"has {len(cells)} cells, the header {len(header)}; mend the row")
        for number, cells in records[1:]
        if len(cells) != len(header)
    ]
    is_complete = not problems
    headers = layout.variables or _pick_variables(header, layout)
    positions = _locate(header, headers, layout)
    reader = RowReader(header, positions, layout.seed_value, zone, last_year)
    raw = [reader.read(number, cells) for number, cells in whole]
    problems += reader.problems
    rows = _link(raw)
    problems += _check_links(raw, rows, layout, is_complete=is_complete)
    if problems:
        raise TableError(problems)
    used = {*layout.named, *headers, ""}
    return RdsTable(headers, rows, layout, tuple(name for name in header if name not in used))


def _decode(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise TableError([TableProblem(0, "", f"the file is larger than {MOST_BYTES:,} bytes")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError(_list_undecodable(data)) from None


def _list_undecodable(data: bytes) -> Iterator[TableProblem]:
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            fault = f"byte 0x{line[error.start]:02X} at place {error.start + 1} is not UTF-8"
            yield TableProblem(number, "", f"{fault}; save the file as CSV in UTF-8")


def _read_records(text: str) -> list[tuple[int, list[str]]]:
    """The records with their row numbers; empty rows are passed over."""
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                records.append((number, cells))
            if len(records) > MOST_ROWS + 1:
                raise TableError(
                    [TableProblem(0, "", f"the file has more than {MOST_ROWS:,} rows")]
                )
    except csv.Error as error:
        fault = f"cannot be read as CSV ({error}); look for a lone quotation mark"
        raise TableError([TableProblem(reader.line_num, "", fault)]) from None
    if len(records) < 2:
        raise TableError([TableProblem(0, "", "the file holds no respondents")])
    return records


def _check_header(header: Sequence[str], layout: Layout) -> Iterator[TableProblem]:
    if len(header) > MOST_COLUMNS:
        fault = f"the file has {len(header)} columns; at most {MOST_COLUMNS} can be read"
        yield TableProblem(0, "", fault)
    for place, name in enumerate(header, start=1):
        try:
            check_text(name)
        except CellError as error:
            yield TableProblem(1, str(place), str(error))
    for name, count in Counter(header).items():
        if name and count > 1:
            yield TableProblem(1, name, f"stands {count} times in the header; rename one")
    known = ", ".join([name for name in header if name][:NAMES_SHOWN])
    for name in layout.named:
        if name not in header:
            yield TableProblem(1, name, f"is missing; name another column (the file has {known})")


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


def _first_positions(raw: Sequence[RawRow]) -> dict[str, int]:
    positions: dict[str, int] = {}
    for position, row in enumerate(raw):
        positions.setdefault(row.id, position)
    return positions


def _link(raw: Sequence[RawRow]) -> tuple[TableRow, ...]:
    """Recruiters as positions; one that is not there is left out and reported elsewhere."""
    positions = _first_positions(raw)
    return tuple(
        TableRow(
            number=row.number,
            id=row.id,
            recruiter=None if row.recruiter is None else positions.get(row.recruiter),
            network_size=row.network_size,
            time=row.time,
            cells=row.cells,
        )
        for row in raw
    )


def _check_links(
    raw: Sequence[RawRow], rows: Sequence[TableRow], layout: Layout, *, is_complete: bool
) -> Iterator[TableProblem]:
    """Faults of ids and recruiters; with rows missing, nobody is called unknown."""
    positions = _first_positions(raw)
    for position, row in enumerate(raw):
        first = positions[row.id]
        if row.id and first != position:
            fault = f"{row.id} is already the id of row {raw[first].number}; ids are used once"
            yield TableProblem(row.number, layout.id, fault)
        if row.recruiter is None:
            continue
        if row.recruiter == row.id:
            fault = f"{row.id} recruited himself or herself; name the recruiter or mark a seed"
            yield TableProblem(row.number, layout.recruiter, fault)
        elif row.recruiter not in positions and is_complete:
            fault = (
                f"{row.recruiter} is nobody's id; correct it, or, if it marks seeds,"
                " give it as the seed value"
            )
            yield TableProblem(row.number, layout.recruiter, fault)
    yield from _check_cycles(rows, layout)
    yield from _check_times(rows, layout)


def _check_cycles(rows: Sequence[TableRow], layout: Layout) -> Iterator[TableProblem]:
    for cycle in find_cycles([row.recruiter for row in rows]):
        if len(cycle) > 1:
            names = " → ".join(rows[position].id for position in (*cycle, cycle[0]))
            fault = f"recruiters go round in a circle: {names}; one of them must be a seed"
            yield TableProblem(rows[cycle[0]].number, layout.recruiter, fault)


def _check_times(rows: Sequence[TableRow], layout: Layout) -> Iterator[TableProblem]:
    for row in rows:
        recruiter = None if row.recruiter is None else rows[row.recruiter]
        if recruiter and row.time and recruiter.time and row.time < recruiter.time:
            fault = f"comes before the recruiter's (row {recruiter.number}); correct one of them"
            yield TableProblem(row.number, layout.time, fault)
