"""Who recruited whom in a table: ids matched, and every fault of a link told with its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from recruitment.interchange.cells import RawRow, TableProblem
from recruitment.interchange.numbers import MissingMarks, make_keys, read_number
from recruitment.rules.tree import find_cycles


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
class Headings:
    """The columns in which faults of links are told."""

    id: str
    recruiter: str
    time: str


def link_rows(
    raw: Sequence[RawRow], missing: MissingMarks, headings: Headings, *, is_complete: bool
) -> tuple[tuple[TableRow, ...], list[TableProblem]]:
    """The rows with recruiters as positions, and the faults of ids, recruiters and times.

    Ids match by spelling or, if all are whole numbers, by value. With rows missing, nobody is
    called unknown.
    """
    keys = _make_keys(raw, missing)
    positions: dict[str, int] = {}
    for position, row in enumerate(raw):
        positions.setdefault(keys[row.id], position)
    settled = [
        # Somebody may have the declared number for an id; only where nobody has, it marks a seed.
        replace(row, recruiter=None)
        if row.recruiter is not None
        and missing.is_declared(row.recruiter)
        and keys[row.recruiter] not in positions
        else row
        for row in raw
    ]
    rows = tuple(
        TableRow(
            number=row.number,
            id=row.id,
            recruiter=None if row.recruiter is None else positions.get(keys[row.recruiter]),
            network_size=row.network_size,
            time=row.time,
            cells=row.cells,
        )
        for row in settled
    )
    problems = [
        *_check_ids(settled, keys, positions, headings, is_complete=is_complete),
        *_check_cycles(rows, headings),
        *_check_times(rows, headings),
    ]
    return rows, problems


def _make_keys(raw: Sequence[RawRow], missing: MissingMarks) -> dict[str, str]:
    """What ids and recruiters are matched by; words for "missing" do not keep numbers apart."""
    recruiters = [row.recruiter for row in raw if row.recruiter is not None]
    words = {text for text in recruiters if missing.is_declared(text) and read_number(text) is None}
    ids = [row.id for row in raw if row.id]
    keys = make_keys(ids, set(recruiters) - words)
    return {"": "", **{word: word for word in words}, **keys}


def _check_ids(
    raw: Sequence[RawRow],
    keys: Mapping[str, str],
    positions: Mapping[str, int],
    headings: Headings,
    *,
    is_complete: bool,
) -> Iterator[TableProblem]:
    for position, row in enumerate(raw):
        first = positions[keys[row.id]]
        if row.id and first != position:
            other = "" if raw[first].id == row.id else f", written {raw[first].id}"
            fault = f"{row.id} is already the id of row {raw[first].number}{other}"
            yield TableProblem(row.number, headings.id, f"{fault}; ids are used once")
        if row.recruiter is None:
            continue
        if keys[row.recruiter] == keys[row.id]:
            fault = f"{row.id} recruited himself or herself; name the recruiter or mark a seed"
            yield TableProblem(row.number, headings.recruiter, fault)
        elif keys[row.recruiter] not in positions and is_complete:
            fault = (
                f"{row.recruiter} is nobody's id; correct it, or, if it marks seeds,"
                " give it as the seed value or leave the cell empty"
            )
            yield TableProblem(row.number, headings.recruiter, fault)


def _check_cycles(rows: Sequence[TableRow], headings: Headings) -> Iterator[TableProblem]:
    for cycle in find_cycles([row.recruiter for row in rows]):
        if len(cycle) > 1:
            names = " → ".join(rows[position].id for position in (*cycle, cycle[0]))
            fault = f"recruiters go round in a circle: {names}; one of them must be a seed"
            yield TableProblem(rows[cycle[0]].number, headings.recruiter, fault)


def _check_times(rows: Sequence[TableRow], headings: Headings) -> Iterator[TableProblem]:
    for row in rows:
        recruiter = None if row.recruiter is None else rows[row.recruiter]
        if recruiter and row.time and recruiter.time and row.time < recruiter.time:
            fault = f"comes before the recruiter's (row {recruiter.number}); correct one of them"
            yield TableProblem(row.number, headings.time, fault)
