"""What expressions over a chunk reckon with: arrays that hold one value, or one list, per response.

No number beyond `LARGEST_NUMBER` is known, and up to there 64-bit floats are exact for whole ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from analytics.dataset.columns import CodedColumn, encode
from surveys.engine.evaluation import is_known
from surveys.engine.operators import LARGEST_NUMBER
from surveys.engine.schema import Code

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

NO_TEXT = -1


@dataclass(frozen=True, slots=True, eq=False)
class Operand:
    """A value per response, where it `is_known`: a number, or a text when `texts` is not NO_TEXT.

    A condition that holds is 1, one that does not 0. `is_whole`: none of the numbers was made or
    given as a fraction.
    """

    numbers: Numbers
    texts: NDArray[np.int32]
    is_known: Flags
    is_whole: bool

    @property
    def is_number(self) -> Flags:
        """Where there is a number to reckon with."""
        return np.asarray(self.is_known & (self.texts == NO_TEXT), np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class Ticks:
    """The answers to a multi item: how often each response ticked each of `codes`, where any."""

    codes: tuple[Code, ...]
    counts: NDArray[np.int64]  # responses × codes
    is_known: Flags  # whether there is a list at all


class Vocabulary:
    """Numbers for texts, so that arrays compare them; the same text has the same number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __getitem__(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def list_texts(self) -> list[str]:
        """Return every text, at its number."""
        return list(self._numbers)


def make_numbers(numbers: Numbers, known: Flags, *, is_whole: bool) -> Operand:
    """Return numbers as an operand; what is too large to reckon with is unknown."""
    is_known = known & (np.abs(numbers) <= LARGEST_NUMBER)
    numbers = np.where(is_known, numbers, 0.0)  # so that no later step can overflow
    return Operand(numbers, np.full(len(numbers), NO_TEXT, np.int32), is_known, is_whole)


def make_condition(held: Flags, known: Flags) -> Operand:
    """Return a condition as the numbers 1 and 0."""
    return make_numbers(held.astype(np.float64), known, is_whole=True)


def read_column(column: CodedColumn, vocabulary: Vocabulary) -> Operand:
    """Return what expressions know of a column: nothing where an engine's code stands."""
    numbers = np.zeros(len(column.values))
    texts = np.full(len(column.values), NO_TEXT, np.int32)
    known = np.zeros(len(column.values), np.bool_)
    for position, value in enumerate(column.values):
        if isinstance(value, str):
            texts[position], known[position] = vocabulary[value], True
        # Compared as Python's number: an array could not even hold every whole one.
        elif value is not None and is_known(value) and abs(value) <= LARGEST_NUMBER:
            numbers[position], known[position] = value, True
    is_whole = not any(isinstance(value, float) for value in column.values)
    at = column.positions
    return Operand(numbers[at], texts[at], known[at], is_whole)


def write_column(operand: Operand, vocabulary: Vocabulary, *, has_codes: bool) -> CodedColumn:
    """Return an operand as a column, None where it is unknown.

    A code that is a whole number stays one, whatever fractions stand in other rows.
    """
    is_number = operand.is_number
    is_text = operand.is_known & ~is_number
    numbers, at_number = np.unique(operand.numbers[is_number], return_inverse=True)
    texts, at_text = np.unique(operand.texts[is_text], return_inverse=True)
    positions = np.zeros(len(operand.numbers), np.int32)
    positions[is_number] = 1 + at_number
    positions[is_text] = 1 + len(numbers) + at_text
    spelled = vocabulary.list_texts()
    written = [
        int(number) if operand.is_whole or (has_codes and number.is_integer()) else float(number)
        for number in numbers
    ]
    values = (None, *written, *(spelled[number] for number in texts))
    return CodedColumn(values, positions)


def read_ticks(lists: Sequence[list[Code] | None]) -> Ticks:
    """Return lists of codes as ticks; raises TypeError for a code that is no single value."""
    lengths = np.fromiter((len(one) if one is not None else 0 for one in lists), np.int64)
    codes = list(chain.from_iterable(one for one in lists if one is not None))
    ticked = encode(codes)
    width = len(ticked.values)
    cells = np.repeat(np.arange(len(lists)), lengths) * width + ticked.positions
    counts = np.bincount(cells, minlength=len(lists) * width).reshape(len(lists), width)
    is_known = np.fromiter((one is not None for one in lists), np.bool_)
    return Ticks(ticked.values, counts, is_known)  # type: ignore[arg-type]
