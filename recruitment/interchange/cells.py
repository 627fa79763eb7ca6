"""Reading the cells of one row of a table; what cannot be read becomes a located problem."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TypeVar

from recruitment.interchange.numbers import MissingMarks, is_missing_mark, read_number

T = TypeVar("T")

LONGEST_ID = 40
LONGEST_CELL = 500
LARGEST_NETWORK = 999_999
LATEST_DAY = 36_500
FIRST_YEAR = 1900
DAY_ZERO = (2000, 1, 1)
"""The day that stands for 0 where times are numbers of days."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")


@dataclass(frozen=True, slots=True, order=True)
class TableProblem:
    """One fault; row 0 is the file as a whole, and the header is row 1."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else ""
        column = f"column {self.column}" if self.column else ""
        place = ", ".join(part for part in (row, column) if part)
        return f"{place}: {self.message}" if place else self.message


class TableError(Exception):
    """A table with faults, all of them, in the order of rows."""

    def __init__(self, problems: Iterable[TableProblem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CellError(ValueError):
    """A cell that cannot be read; the text says what to do."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row whose recruiter is still a name."""

    number: int
    id: str
    recruiter: str | None
    network_size: int | None
    time: datetime | None
    cells: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Positions:
    """Where the columns stand."""

    id: int
    recruiter: int
    network_size: int
    time: int | None
    variables: tuple[int, ...]


class RowReader:
    """Reads rows one by one and gathers their problems."""

    def __init__(
        self,
        header: Sequence[str],
        positions: Positions,
        missing: MissingMarks,
        seed_value: str,
        zone: tzinfo,
        last_year: int,
    ) -> None:
        self.header, self.positions, self.missing = header, positions, missing
        self.seed_value, self.zone, self.last_year = seed_value, zone, last_year
        self.problems: list[TableProblem] = []
        self.respaced: dict[str, list[int]] = defaultdict(list)
        self.has_days: bool | None = None

    def read(self, number: int, cells: Sequence[str]) -> RawRow:
        plain = [tidy(cell) for cell in cells]
        where, place = self.positions, self._place
        used = {where.id, where.recruiter, where.network_size, *where.variables}
        for position in sorted(used):
            is_name = position in (where.id, where.recruiter)
            place(number, position, plain, check_name if is_name else check_text)
        for position in where.variables:
            if plain[position] != cells[position].strip():
                self.respaced[self.header[position]].append(number)
        return RawRow(
            number=number,
            id=place(number, where.id, plain, self._read_id) or "",
            recruiter=self._read_recruiter(plain[where.recruiter]),
            network_size=place(number, where.network_size, plain, self._read_network_size),
            time=None if where.time is None else place(number, where.time, plain, self._read_time),
            cells=tuple(
                None if plain[position] in self.missing else plain[position]
                for position in where.variables
            ),
        )

    def _place(
        self, number: int, position: int, cells: Sequence[str], read: Callable[[str], T]
    ) -> T | None:
        try:
            return read(cells[position])
        except CellError as error:
            self.problems.append(TableProblem(number, self.header[position], str(error)))
            return None

    def _read_id(self, text: str) -> str:
        if is_missing_mark(text):
            raise CellError("is missing; give every respondent an id")
        if self._is_seed_value(text):
            raise CellError(f"{text} marks seeds and cannot be an id; choose another seed value")
        if len(text) > LONGEST_ID:
            raise CellError(f"is longer than {LONGEST_ID} characters; shorten it")
        return text

    def _read_recruiter(self, text: str) -> str | None:
        return None if is_missing_mark(text) or self._is_seed_value(text) else text

    def _is_seed_value(self, text: str) -> bool:
        number = read_number(text)
        return text == self.seed_value or (
            number is not None and number == read_number(self.seed_value)
        )

    def _read_network_size(self, text: str) -> int | None:
        return None if text in self.missing else read_network_size(text)

    def _read_time(self, text: str) -> datetime:
        check_text(text)
        if text in self.missing:
            raise CellError("is missing; give every time, or import without a column of times")
        is_days = read_number(text, may_be_padded=True) is not None
        self.has_days = is_days if self.has_days is None else self.has_days
        if is_days is not self.has_days:
            first, other = ("numbers of days", "dates")[:: 1 if self.has_days else -1]
            raise CellError(f"{text} stands among {first}; write all as {first} or all as {other}")
        return read_time(text, self.zone, self.last_year)


def tidy(text: str) -> str:
    """The text with single spaces and without line breaks."""
    return " ".join(text.split())


def check_text(text: str) -> None:
    """Raise `CellError` for what no database or page can hold."""
    if len(text) > LONGEST_CELL:
        raise CellError(
            f"is longer than {LONGEST_CELL} characters; shorten it, or leave its column out by"
            " naming the others with --variables"
        )
    if _CONTROL.search(text):
        raise CellError("holds a control character; delete it")


def check_name(text: str) -> None:
    """Raise `CellError` too where a name looks like another and is not."""
    check_text(text)
    if found := _INVISIBLE.search(text):
        raise CellError(f"holds an invisible character (U+{ord(found[0]):04X}); delete it")


def read_network_size(text: str) -> int:
    """A whole number from 0."""
    size = read_number(text, may_be_padded=True)
    if size is None:
        raise CellError(f"{text} is not a number; give a whole number of people or leave it empty")
    if size < 0:
        raise CellError(
            f"{text} is negative; give 0 or more, leave it empty, or import with --missing={text}"
        )
    if size != int(size):
        raise CellError(f"{text} is a fraction; give a whole number of people or leave it empty")
    if size > LARGEST_NETWORK:
        raise CellError(f"{text} is more than {LARGEST_NETWORK}; check it or leave it empty")
    return int(size)


def read_time(text: str, zone: tzinfo, last_year: int) -> datetime:
    """A date, a date with a time (ISO 8601), or a number of days since `DAY_ZERO`.

    Dates lie, in UTC, between `FIRST_YEAR` and `last_year`; days keep to `LATEST_DAY`, because
    studies count them from any beginning.
    """
    days = read_number(text, may_be_padded=True)
    if days is not None:
        if not 0 <= days <= LATEST_DAY:
            raise CellError(
                f"{text} is not between 0 and {LATEST_DAY} days; write dates as 2026-03-01"
            )
        return datetime(*DAY_ZERO, tzinfo=zone) + timedelta(days=days)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CellError(f"{text} is no date; write 2026-03-01 or 2026-03-01T14:30") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if not FIRST_YEAR <= _year_in_utc(moment) <= last_year:
        raise CellError(f"{text} is not between the years {FIRST_YEAR} and {last_year}")
    return moment


def _year_in_utc(moment: datetime) -> int:
    """The year; 0 where UTC has none, at either end of the calendar."""
    try:
        return moment.astimezone(UTC).year
    except OverflowError:
        return 0
