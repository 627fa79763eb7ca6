"""Table files: rows as CSV that spreadsheets open safely and statistics packages read in full."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
MISSING_MARKS = frozenset(
    {"", "na", "n/a", "<na>", "#na", "#n/a", "#n/a n/a", "nan", "+nan", "-nan", "null", "none"}
    | {f"{sign}1.#{what}" for sign in ("", "-") for what in ("ind", "qnan")}
)
"""What pandas or R take for no answer by themselves, in small letters; quotes do not help."""
LONGEST_MARK = max(map(len, MISSING_MARKS))
Cell = int | float | str | None

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def protect_cell(cell: Cell) -> Cell:
    """Return a cell that stays what it is in whatever program opens the file.

    Text that a spreadsheet would run as a formula gets an apostrophe in front. Text that pandas or
    R would read as missing, a label "None" or a code "NA", gets square brackets; only an empty cell
    is missing. Numbers stay numbers, negative missing codes and ids like -2 included: a cell that
    is wholly a number computes nothing (OWASP ASVS 5.0, 1.2.10).
    """
    if not isinstance(cell, str) or not cell or _NUMBER.fullmatch(cell):
        return cell
    if not FORMULA_STARTS.isdisjoint((cell[:1], _first_visible(cell))):
        return f"'{cell}"
    # By any case and any spaces around: which of them a package knows changes with its version.
    return f"[{cell}]" if cell.strip().casefold() in MISSING_MARKS else cell


def quote_cell(cell: Cell) -> str:
    """Return a protected cell as it stands in a line of CSV."""
    if isinstance(cell, str) and cell.isascii() and cell.isalnum() and len(cell) > LONGEST_MARK:
        return cell  # most names, and nothing else, have nothing to protect
    if isinstance(cell, int):
        return str(cell)
    # Alone on its line an empty cell would be quoted.
    line: str = csv.writer(_Echo()).writerow((protect_cell(cell), None))
    return line.removesuffix(",\r\n")


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
