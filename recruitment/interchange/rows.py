"""Reading the rows of a table one by one; a cell that cannot be read becomes a located problem."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeVar

from recruitment.interchange.cells import (
    TableProblem,
    UnreadableCellError,
    check_name,
    check_text,
    marks_seed,
    read_id,
    read_network_size,
    read_time,
    tidy,
)
from recruitment.interchange.numbers import MissingMarks, is_missing_mark, read_number
from recruitment.interchange.table_layout import TableLayout

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One respondent; `recruiter` is the position of the recruiter's row, None for a seed."""

    number: int
    id: str
    recruiter: int | None
    network_size: int | None
    time: datetime | None
    cells: tuple[str | None, ...]


class RowReader:
    """Reads rows one by one and gathers their problems."""

    def __init__(
        self,
        header: Sequence[str],
        layout: TableLayout,
        missing: MissingMarks,
        zone: tzinfo,
        last_year: int,
    ) -> None:
        self.header, self.layout, self.missing = header, layout, missing
        self.zone, self.last_year = zone, last_year
        self.headers = layout.pick_variables(header)
        self.problems: list[TableProblem] = []
        self.respaced: dict[str, list[int]] = defaultdict(list)
        self.has_days: bool | None = None

    def read(self, number: int, written: Sequence[str]) -> tuple[TableRow, str | None]:
        """Return the row, in which nobody has a recruiter yet, and the name of the recruiter."""
        layout, seed_value = self.layout, self.layout.seed_value
        cells = dict(zip(self.header, written, strict=True))
        plain = {name: tidy(cell) for name, cell in cells.items()}
        answers = [plain[name] for name in self.headers]
        used = {layout.id, layout.recruiter, layout.network_size, *self.headers}
        for name in used:
            is_name = name in (layout.id, layout.recruiter)
            self._read(number, name, plain, check_name if is_name else check_text)
        for name in self.headers:
            if plain[name] != cells[name].strip():
                self.respaced[name].append(number)
        size, recruiter = plain[layout.network_size], plain[layout.recruiter]
        row = TableRow(
            number=number,
            id=self._read(number, layout.id, plain, lambda text: read_id(text, seed_value)) or "",
            recruiter=None,
            network_size=None
            if size in self.missing
            else self._read(number, layout.network_size, plain, read_network_size),
            time=self._read(number, layout.time, plain, self._read_time) if layout.time else None,
            cells=tuple(None if answer in self.missing else answer for answer in answers),
        )
        is_seed = is_missing_mark(recruiter) or marks_seed(recruiter, seed_value)
        return row, None if is_seed else recruiter

    def _read(
        self, number: int, name: str, cells: Mapping[str, str], read: Callable[[str], T]
    ) -> T | None:
        """Return what the cell says, or None with a problem more."""
        try:
            return read(cells[name])
        except UnreadableCellError as error:
            self.problems.append(TableProblem(number, name, str(error)))
            return None

    def _read_time(self, text: str) -> datetime:
        check_text(text)
        if text in self.missing:
            fault = "is missing; give every time, or import without a column of times"
            raise UnreadableCellError(fault)
        is_days = read_number(text, may_be_padded=True) is not None
        # The first row settles for the file whether times are days or dates.
        self.has_days = is_days if self.has_days is None else self.has_days
        if is_days is not self.has_days:
            first, other = ("numbers of days", "dates")[:: 1 if self.has_days else -1]
            raise UnreadableCellError(
                f"{text} stands among {first}; write all as {first} or all as {other}"
            )
        return read_time(text, self.zone, self.last_year)
