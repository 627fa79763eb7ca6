"""From columns of text to variables: what each is, a name for formulas, codes for the values."""

import re
import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from recruitment.interchange.numbers import MOST_DIGITS, Number, is_padded, is_too_long, read_number

MOST_CHOICES = 60
MOST_COUNTED_CHOICES = 12
"""Numbers with more distinct values than this are no choices."""
LONGEST_NAME = 50
LONGEST_CODE = 20
LONGEST_SPELLING = 22
"""A choice's code has no more characters; fractions close to zero can have one more."""
MOST_MARKS = 9
"""More different numbers below zero than this are no marks for no answer."""
SHOWN = 3
"""So many cells are shown as examples."""

_UNFIT_FOR_CODES = re.compile(r"[|\\]")
_SEPARATED = re.compile(r"[+-]?([0-9]+(,[0-9]+)+|[0-9]{1,3}([ .,'’][0-9]{3})+)([.,][0-9]+)?")
_DATE = re.compile(
    r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}.*|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}.*"
)

Code = Number | str
Rows = Mapping[str, Sequence[int]]
"""The rows in which each value stands, by the value as written."""


class ColumnKind(StrEnum):
    """What a column was taken for."""

    CHOICES_OF_NUMBERS = "numbers as choices"
    WHOLE_NUMBERS = "whole numbers"
    NUMBERS = "numbers"
    DATES = "dates as text"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ImportedColumn:
    """One variable: `codes` maps a value as written to what is stored.

    Codes of numbers are the numbers; fractions as choices are spelled. Codes of texts are the
    texts, but for long ones. `notes` say what a reader of the file might not expect.
    """

    name: str
    header: str
    kind: ColumnKind
    codes: Mapping[str, Code]
    notes: tuple[str, ...] = field(default=())

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Return the distinct numbers in their order; none where the column holds choices."""
        if self.kind not in (ColumnKind.WHOLE_NUMBERS, ColumnKind.NUMBERS):
            return ()
        return tuple(sorted({code for code in self.codes.values() if not isinstance(code, str)}))

    @property
    def labels(self) -> dict[int | str, str]:
        """Return each choice's label by its code, in their order; none where there are numbers."""
        if self.numbers:
            return {}
        is_text = self.kind in (ColumnKind.DATES, ColumnKind.TEXT)
        return {
            code: value if is_text else str(code)
            for value, code in self.codes.items()
            if not isinstance(code, float)
        }


class ColumnError(ValueError):
    """A column that cannot become a variable; the text says why."""


def name_variables(headers: Sequence[str], reserved: Collection[str]) -> dict[str, str]:
    """Return a name for every header, unlike all others and unlike the reserved ones.

    Case alone does not tell names apart: statistics packages read them without regard to it.
    """
    taken = {name.lower() for name in reserved}
    names: dict[str, str] = {}
    for header in headers:
        plain = re.sub(r"[^A-Za-z0-9]+", "_", header).strip("_")[:LONGEST_NAME].strip("_")
        if not re.match(r"[A-Za-z]", plain):
            plain = f"v_{plain}".strip("_")
        name, number = plain, 1
        while name.lower() in taken:
            number += 1
            name = f"{plain}_{number}"
        taken.add(name.lower())
        names[header] = name
    return names


def describe_column(name: str, header: str, rows: Rows) -> ImportedColumn:
    """Return the variable that holds these values. Raises `ColumnError`."""
    if not rows:
        raise ColumnError("every cell is missing")
    numbers = {value: read_number(value) for value in rows}
    known = {value: number for value, number in numbers.items() if number is not None}
    if len(known) < len(rows):
        return _describe_text(name, header, rows, numbers)
    notes: tuple[str, ...] = ()
    below = sorted((value for value in rows if known[value] < 0), key=known.__getitem__)
    count = sum(len(rows[value]) for value in below)
    # Few different numbers below zero among many others may be marks for no answer.
    if 0 < len(below) <= MOST_MARKS and 2 * count < sum(map(len, rows.values())):
        kept = f"kept as {'it is' if count == 1 else 'they are'}"
        missing = _suggest_missing(below)
        notes = (f"below zero: {_show_cells(below, rows)}; {kept}, or missing with {missing}",)
    ordered = dict(sorted(known.items(), key=lambda pair: pair[1]))
    is_short = all(len(repr(number)) <= LONGEST_SPELLING for number in known.values())
    if len(set(known.values())) <= MOST_COUNTED_CHOICES and is_short:
        codes = {
            value: number if isinstance(number, int) else repr(number)
            for value, number in ordered.items()
        }
        return ImportedColumn(name, header, ColumnKind.CHOICES_OF_NUMBERS, codes, notes)
    is_whole = all(isinstance(number, int) and number >= 0 for number in known.values())
    kind = ColumnKind.WHOLE_NUMBERS if is_whole else ColumnKind.NUMBERS
    return ImportedColumn(name, header, kind, ordered, notes)


def _describe_text(
    name: str, header: str, rows: Rows, numbers: Mapping[str, Number | None]
) -> ImportedColumn:
    texts = [value for value, number in numbers.items() if number is None]
    is_dates = len(texts) == len(rows) and all(_DATE.fullmatch(text) for text in texts)
    notes = tuple(note_texts(rows, texts))
    if len(rows) > MOST_CHOICES:
        what = "dates" if is_dates else "texts"
        because = "".join(f"; {note}" for note in notes)
        raise ColumnError(f"more than {MOST_CHOICES} different {what} ({len(rows)}){because}")
    sizes = {value: read_number(value, may_be_padded=True) for value in rows}
    # Numbers by size, before words.
    ordered = sorted(rows, key=lambda value: (sizes[value] is None, sizes[value] or 0, value))
    codes: dict[str, Code] = {
        value: value
        for value in ordered
        if len(value) <= LONGEST_CODE and not _UNFIT_FOR_CODES.search(value)
    }
    number = 0
    for value in ordered:
        if value not in codes:
            number += 1
            while f"text_{number}" in rows:
                number += 1
            codes[value] = f"text_{number}"
    if number:
        what = f"texts longer than {LONGEST_CODE} characters, or with | or \\,"
        notes = (*notes, f"{what} have the codes text_1 …")
    kind = ColumnKind.DATES if is_dates else ColumnKind.TEXT
    return ImportedColumn(name, header, kind, {value: codes[value] for value in ordered}, notes)


def note_texts(rows: Rows, texts: Sequence[str]) -> Iterable[str]:
    """Yield why a column is text that might have been expected to hold numbers.

    `texts` are the values among `rows` that are no numbers.
    """
    padded = [text for text in texts if is_padded(text)]
    long = [text for text in texts if is_too_long(text) and text not in padded]
    separated = [text for text in texts if _SEPARATED.fullmatch(text)]
    strays = [text for text in texts if text not in {*padded, *long, *separated}]
    if padded:
        yield f"zeros in front make text, not numbers: {_show_cells(padded, rows)}"
    if long:
        yield f"more than {MOST_DIGITS} digits are no exact number: {_show_cells(long, rows)}"
    if separated:
        yield (
            "decimal commas and separators of thousands are not read, so these are text; write"
            f" numbers like 1234.5: {_show_cells(separated, rows)}"
        )
    astray = sum(len(rows[text]) for text in strays)
    is_minor = 2 * astray <= sum(map(len, rows.values())) or 2 * len(strays) <= len(rows)
    if strays and len(strays) == len(texts) and is_minor:
        yield (
            f"numbers but for {_show_cells(strays, rows)}; text, or, where these mean"
            f" no answer, numbers with {_suggest_missing(strays)}"
        )


def _suggest_missing(marks: Sequence[str]) -> str:
    """Return the option that declares these marks, as a shell takes it."""
    if any(len(mark) > LONGEST_CODE for mark in marks):
        return "--missing"
    quoted = (f'"{mark}"' if "," in mark else mark for mark in marks)
    return shlex.quote(f"--missing={','.join(quoted)}")


def _show_cells(values: Sequence[str], rows: Rows) -> str:
    """Return the first few values, each with the first few rows it stands in."""
    shown = []
    for value in values[:SHOWN]:
        numbers = ", ".join(map(str, rows[value][:SHOWN])) + " …" * (len(rows[value]) > SHOWN)
        what = "rows" if len(rows[value]) > 1 else "row"
        shown.append(f"“{value[:LONGEST_CODE]}” ({what} {numbers})")
    more = len(values) - SHOWN
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
