"""From columns of text to variables: names that formulas can use, and codes for the values."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

MOST_CHOICES = 60
MOST_COUNTED_CHOICES = 12
"""Whole numbers with more distinct values than this stay numbers."""
LARGEST_CODE = 999_999_999
LONGEST_NAME = 50

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
_DIGITS = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")

Code = int | str


@dataclass(frozen=True, slots=True)
class Column:
    """One variable: `codes` maps a value as written to its code; a number has none."""

    name: str
    header: str
    codes: Mapping[str, Code]
    largest: int = 0

    @property
    def is_number(self) -> bool:
        return not self.codes

    def encode(self, value: str) -> Code:
        """The code stored for a value."""
        return int(value) if self.is_number else self.codes[value]


class ColumnError(ValueError):
    """A column that cannot become a variable; the text says why."""


def name_variables(headers: Sequence[str], reserved: Collection[str]) -> dict[str, str]:
    """A name for every header, unlike all others and unlike the reserved ones.

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


def describe_column(name: str, header: str, values: Collection[str]) -> Column:
    """The variable that holds these values. Raises `ColumnError`."""
    distinct = set(values)
    if not distinct:
        raise ColumnError("every cell is empty")
    if all(_DIGITS.fullmatch(value) for value in distinct):
        numbers = {value: int(value) for value in distinct}
        if len(set(numbers.values())) > MOST_COUNTED_CHOICES:
            return Column(name, header, {}, max(numbers.values()))
        return Column(name, header, dict(sorted(numbers.items(), key=lambda pair: pair[1])))
    if len(distinct) > MOST_CHOICES:
        raise ColumnError(f"more than {MOST_CHOICES} different values that are not whole numbers")
    if all(_CODE.fullmatch(value) for value in distinct):
        return Column(name, header, {value: value for value in sorted(distinct)})
    ordered = sorted(distinct, key=_rank)
    return Column(name, header, {value: code for code, value in enumerate(ordered, start=1)})


def _rank(value: str) -> tuple[float, str]:
    """Numbers by size, before words."""
    return (float(value), "") if _NUMBER.fullmatch(value) else (float("inf"), value)
