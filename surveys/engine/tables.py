"""Table files: rows as CSV that spreadsheets open safely, one line at a time."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
Cell = int | float | str | None

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def protect_cell(cell: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front.

    Numbers stay numbers, negative missing codes and ids like -2 included: a cell that is wholly
    a number computes nothing (OWASP ASVS 5.0, 1.2.10).
    """
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    if FORMULA_STARTS.isdisjoint((cell[:1], _first_visible(cell))):
        return cell
    return f"'{cell}"


def name_file(slug: str, part: str, ending: str, *, is_simulated: bool) -> str:
    """Return the name of a file, which says once when nobody real stands in it."""
    parts = (slug, part, "simulated") if is_simulated and "simulated" not in slug else (slug, part)
    return f"{'-'.join(parts)}.{ending}"


def _first_visible(text: str) -> str:
    """The first character that is neither space nor invisible: programs may drop those."""
    return next((one for one in text if one.isprintable() and not one.isspace()), "")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces: UTF-8 with a byte order mark, CRLF, empty cells for None."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK.encode()
    for row in chain((header,), rows):
        yield writer.writerow([protect_cell(cell) for cell in row]).encode()
