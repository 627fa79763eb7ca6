"""From the bytes of a CSV file to records, read as spreadsheets and statistics packages read them.

What the records mean is not judged here.
"""

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from recruitment.interchange.cells import TableError, TableProblem, tidy

if TYPE_CHECKING:
    from _csv import Reader

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
DELIMITERS = ",;\t|"
DELIMITER_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
TRIED_RECORDS = 50
"""A delimiter is judged by so many records."""

_SEP_LINE = re.compile(r'\s*"?sep=([^\r\n])"?[,;\t ]*[\r\n]+', re.IGNORECASE)
_NO_DELIMITER = re.compile(r'[\w"\s.]')


@dataclass(frozen=True, slots=True)
class Record:
    """One record as read; `number` is the row in which a spreadsheet shows it."""

    number: int
    cells: list[str]


def read_records(data: bytes, names: Collection[str], delimiter: str = "") -> list[Record]:
    """Return the records that hold anything, the header first.

    Without a delimiter it is the one of a `sep=` line, else the one under which most of `names`
    stand in the header. Raises `TableError`.
    """
    text = decode_table(data)
    if line := _SEP_LINE.match(text):  # spreadsheets write and hide it
        text = text[line.end() :]
        delimiter = delimiter or line[1]
    delimiter = delimiter or find_delimiter(text, names)
    records: list[Record] = []
    for record in _iterate_filled(_make_reader(text, delimiter)):
        records.append(record)
        if len(records) > MOST_ROWS + 1:
            fault = f"the file has more than {MOST_ROWS:,} rows"
            raise TableError([TableProblem(0, "", fault)])
    if len(records) < 2:
        raise TableError([TableProblem(0, "", "the file holds no respondents")])
    return records


def read_names(text: str) -> tuple[str, ...]:
    """Return the names in a line of CSV, each once; a name with a comma stands in quotes.

    Raises `ValueError` for a lone quotation mark.
    """
    try:
        lines = list(_make_reader(text, ","))
    except csv.Error as error:
        raise ValueError(f'{text}: {error}; quote a name as “"one, two"”') from None
    names = (tidy(name) for line in lines for name in line)
    return tuple(dict.fromkeys(name for name in names if name))


def read_delimiter(text: str) -> str:
    """Return the delimiter meant: one character, or its name. Raises `ValueError`."""
    delimiter = DELIMITER_NAMES.get(text.lower(), text)
    if delimiter != "\t" and (len(delimiter) > 1 or _NO_DELIMITER.search(delimiter)):
        known = ", ".join(name for name in DELIMITER_NAMES if name.isalpha())
        raise ValueError(f"{text} cannot stand between cells; give one character, or: {known}")
    return delimiter


def decode_table(data: bytes) -> str:
    """Return the text of a file in UTF-8; raise `TableError` with every line that is not."""
    if len(data) > MOST_BYTES:
        raise TableError([TableProblem(0, "", f"the file is larger than {MOST_BYTES:,} bytes")])
    if b"\0" in data[:4] or data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        fault = "the file is in UTF-16 or UTF-32; save it as CSV in UTF-8"
        raise TableError([TableProblem(0, "", fault)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            fault = f"byte 0x{line[error.start]:02X} at place {error.start + 1} is not UTF-8"
            problems.append(TableProblem(number, "", f"{fault}; save the file as CSV in UTF-8"))
    raise TableError(problems)


def find_delimiter(text: str, names: Collection[str]) -> str:
    """Return the delimiter under which most of `names` stand in the header.

    Where several do as well, the one that makes most records as wide as the header, then the
    one that makes the header widest.
    """

    def judge(delimiter: str) -> tuple[int, int, int]:
        records: list[Record] = []
        with suppress(TableError):  # told when the file is read; what came before it counts
            tried = islice(_iterate_filled(_make_reader(text, delimiter)), TRIED_RECORDS)
            records.extend(tried)
        # A lone mark in the header leaves no record, yet the names tell the delimiter.
        first_line = text.lstrip().partition("\n")[0].replace('"', "")
        cells = records[0].cells if records else first_line.split(delimiter)
        header, width = {tidy(name) for name in cells}, len(cells)
        alike = sum(len(record.cells) == width for record in records) if width > 1 else 0
        return len(header.intersection(names)), alike, width

    return max(DELIMITERS, key=judge)


def _make_reader(text: str, delimiter: str) -> "Reader":
    return csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )


def _iterate_filled(reader: Iterator[list[str]]) -> Iterator[Record]:
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield Record(number, cells)
    except csv.Error as error:
        fault = f"cannot be read as CSV ({error}); look for a lone quotation mark, or name the"
        # A lone mark swallows the lines after it: its row is the one that begins with it.
        problem = TableProblem(number + 1, "", f"{fault} --delimiter")
        raise TableError([problem]) from None
