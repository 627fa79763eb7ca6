"""Table files: rows as CSV that spreadsheets open safely, one line at a time."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
IGNORED_STARTS = " \u00a0\u3000\ufeff\u200b"
"""What a spreadsheet may drop before it looks for a formula."""

Cell = int | float | str | None


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def protect_cell(cell: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front.

    Numbers stay numbers, negative missing codes included (OWASP ASVS 5.0, 1.2.10).
    """
    if isinstance(cell, str) and cell.lstrip(IGNORED_STARTS)[:1] in FORMULA_STARTS:
        return f"'{cell}"
    return cell


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces: UTF-8 with a byte order mark, CRLF, empty cells for None."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK.encode()
    for row in chain((header,), rows):
        yield writer.writerow([protect_cell(cell) for cell in row]).encode()
