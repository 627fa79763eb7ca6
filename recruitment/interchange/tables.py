"""Reading a table of respondents and recruiters: every fault is located, and all are told at once.

Rows are numbered as a spreadsheet shows them: the header is row 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from recruitment.interchange.cells import TableError, TableProblem, tidy
from recruitment.interchange.links import link_rows
from recruitment.interchange.numbers import MissingMarks
from recruitment.interchange.records import read_records
from recruitment.interchange.rows import RowReader, TableRow
from recruitment.interchange.table_layout import TableLayout, check_header


@dataclass(frozen=True, slots=True)
class RdsTable:
    """Respondents with the columns of their answers; a missing cell is None.

    `headers` are those of the cells, and `file_headers` all there are, in the order of the file.
    `respaced` are the rows, by heading, whose cell had other spaces within.
    """

    file_headers: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    layout: TableLayout
    respaced: Mapping[str, Sequence[int]]

    @property
    def recruiters(self) -> tuple[int | None, ...]:
        return tuple(row.recruiter for row in self.rows)


def read_table(data: bytes, layout: TableLayout, zone: tzinfo, *, last_year: int) -> RdsTable:
    """Return the table in a CSV file in UTF-8; times without an offset are of `zone`.

    A date after `last_year` is a fault. Raises `TableError`.
    """
    first, *records = read_records(data, layout.named, layout.delimiter)
    header = [tidy(name) for name in first.cells]
    if problems := list(check_header(first.number, header, layout)):
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
    missing = MissingMarks(layout.missing)
    reader = RowReader(header, layout, missing, zone, last_year)
    read = [
        reader.read(record.number, record.cells)
        for record in records
        if len(record.cells) == len(header)
    ]
    rows, faults = link_rows(read, missing, layout, is_complete=is_complete)
    if problems := [*problems, *reader.problems, *faults]:
        raise TableError(problems)
    return RdsTable(tuple(header), reader.headers, rows, layout, reader.respaced)
