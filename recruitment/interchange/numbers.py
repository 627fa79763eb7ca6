"""What the text of a cell says: a number, no answer, or words."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

MISSING_MARKS = frozenset({"", "na", "n/a", "nan", "null", "."})
"""How spreadsheets and statistics packages write that there is no answer, in any case."""
MOST_DIGITS = 15
"""So many significant digits come out of a double as they went in."""
LARGEST_EXPONENT = 99

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_PADDED = re.compile(r"[+-]?0[0-9]")

Number = int | float


class MissingMarks:
    """The marks that stand for no answer: the common ones and those declared for a file.

    A declared number stands for every spelling of it: -9 for -9.0 too.
    """

    def __init__(self, declared: Iterable[str] = ()) -> None:
        self._texts = frozenset(declared)
        self._numbers = {read_number(text) for text in self._texts} - {None}
        self._known: dict[str, bool] = {}  # tables repeat their values, and reading numbers is slow

    def __contains__(self, text: str) -> bool:
        if text not in self._known:
            self._known[text] = is_missing_mark(text) or self.is_declared(text)
        return self._known[text]

    def is_declared(self, text: str) -> bool:
        return text in self._texts or (bool(self._numbers) and read_number(text) in self._numbers)


def is_missing_mark(text: str) -> bool:
    """Return whether a cell is empty or says NA in one of the common ways."""
    return text.lower() in MISSING_MARKS


def read_number(text: str, *, may_be_padded: bool = False) -> Number | None:
    """Return the number a text spells, whole ones as int, or None.

    Zeros in front make it a code (a postcode, 0755), unless it may be padded; with too many
    digits it would not stay what it is.
    """
    if not _NUMBER.fullmatch(text) or (_PADDED.match(text) and not may_be_padded):
        return None
    exact = Decimal(text)
    if not _stays_exact(exact) or abs(exact.adjusted()) > LARGEST_EXPONENT:
        return None
    is_whole = exact == exact.to_integral_value()
    return int(exact) if is_whole and abs(exact) < 10**MOST_DIGITS else float(exact)


def is_padded(text: str) -> bool:
    """Return whether a text would be a number but for the zeros in front."""
    return bool(_NUMBER.fullmatch(text) and _PADDED.match(text))


def is_too_long(text: str) -> bool:
    """Return whether a text would be a number but for more digits than stay exact."""
    return bool(_NUMBER.fullmatch(text)) and not _stays_exact(Decimal(text))


def _stays_exact(exact: Decimal) -> bool:
    """Return whether the number comes out of a double as it went in."""
    digits = "".join(map(str, exact.as_tuple().digits)).strip("0")
    if len(digits) <= MOST_DIGITS:
        return True
    # Python, and R with digits = 17, write the fractions of doubles in full. Long whole numbers
    # are ids or accounts, even where a double happens to hold them.
    return exact != exact.to_integral_value() and Decimal(repr(float(exact))) == exact


def make_keys(ids: Sequence[str], recruiters: Iterable[str]) -> dict[str, str]:
    """Return what ids and recruiters are matched by: spelling, or value if all are whole numbers.

    By value 1, 1.0 and 01 are one, unless nothing but zeros in front tells two ids apart.
    """
    spellings = {*ids, *recruiters}
    by_value: dict[str, str] = {}
    for text in spellings:
        if not _NUMBER.fullmatch(text):
            return {text: text for text in spellings}
        exact = Decimal(text)
        # Written out, 1e9999 would have ten thousand digits.
        if exact.adjusted() > LARGEST_EXPONENT or exact != exact.to_integral_value():
            return {text: text for text in spellings}
        by_value[text] = str(int(exact))
    with_zeros = {text: text if is_padded(text) else by_value[text] for text in spellings}
    is_told_by_zeros = len({with_zeros[text] for text in ids}) > len(
        {by_value[text] for text in ids}
    )
    return with_zeros if is_told_by_zeros else by_value
