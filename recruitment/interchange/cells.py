"""Reading one cell of a table; what cannot be read is refused with a sentence on what to do."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from recruitment.interchange.numbers import is_missing_mark, read_number

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
        where = ", ".join(part for part in (row, column) if part)
        return f"{where}: {self.message}" if where else self.message


class TableError(Exception):
    """A table with faults, all of them, in the order of rows."""

    def __init__(self, problems: Iterable[TableProblem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnreadableCellError(ValueError):
    """A cell that cannot be read; the text says what to do."""


def tidy(text: str) -> str:
    """Return the text with single spaces and without line breaks."""
    return " ".join(text.split())


def check_text(text: str) -> None:
    """Raise `UnreadableCellError` for what no database or page can hold."""
    if len(text) > LONGEST_CELL:
        raise UnreadableCellError(
            f"is longer than {LONGEST_CELL} characters; shorten it, or leave its column out by"
            " naming the others with --variables"
        )
    if _CONTROL.search(text):
        raise UnreadableCellError("holds a control character; delete it")


def check_name(text: str) -> None:
    """Raise `UnreadableCellError` too where a name looks like another and is not."""
    check_text(text)
    if found := _INVISIBLE.search(text):
        raise UnreadableCellError(
            f"holds an invisible character (U+{ord(found[0]):04X}); delete it"
        )


def marks_seed(text: str, seed_value: str) -> bool:
    """Return whether a cell holds the seed value, in any spelling of it if it is a number."""
    number = read_number(text)
    return text == seed_value or (number is not None and number == read_number(seed_value))


def read_id(text: str, seed_value: str) -> str:
    """Return an id; raise `UnreadableCellError` for one that nobody could be told apart by."""
    if is_missing_mark(text):
        raise UnreadableCellError("is missing; give every respondent an id")
    if marks_seed(text, seed_value):
        fault = f"{text} marks seeds and cannot be an id; choose another seed value"
        raise UnreadableCellError(fault)
    if len(text) > LONGEST_ID:
        raise UnreadableCellError(f"is longer than {LONGEST_ID} characters; shorten it")
    return text


def read_network_size(text: str) -> int:
    """Return a whole number from 0, or raise `UnreadableCellError`."""
    size = read_number(text, may_be_padded=True)
    if size is None:
        raise UnreadableCellError(
            f"{text} is not a number; give a whole number of people or leave it empty"
        )
    if size < 0:
        raise UnreadableCellError(
            f"{text} is negative; give 0 or more, leave it empty, or import with --missing={text}"
        )
    if size != int(size):
        raise UnreadableCellError(
            f"{text} is a fraction; give a whole number of people or leave it empty"
        )
    if size > LARGEST_NETWORK:
        raise UnreadableCellError(
            f"{text} is more than {LARGEST_NETWORK}; check it or leave it empty"
        )
    return int(size)


def read_time(text: str, zone: tzinfo, last_year: int) -> datetime:
    """Return the moment of a date, with or without a time (ISO 8601), or days after `DAY_ZERO`.

    Dates lie, in UTC, between `FIRST_YEAR` and `last_year`; days keep to `LATEST_DAY`, because
    studies count them from any beginning.
    """
    days = read_number(text, may_be_padded=True)
    if days is not None:
        if not 0 <= days <= LATEST_DAY:
            raise UnreadableCellError(
                f"{text} is not between 0 and {LATEST_DAY} days; write dates as 2026-03-01"
            )
        return datetime(*DAY_ZERO, tzinfo=zone) + timedelta(days=days)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableCellError(
            f"{text} is no date; write 2026-03-01 or 2026-03-01T14:30"
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    try:
        year = moment.astimezone(UTC).year
    except OverflowError:
        year = 0  # at either end of the calendar UTC has none
    if not FIRST_YEAR <= year <= last_year:
        raise UnreadableCellError(f"{text} is not between the years {FIRST_YEAR} and {last_year}")
    return moment
