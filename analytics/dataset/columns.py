"""A column of coded data: each different value once, and which of them every response has."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.engine.codebook import CellValue

Positions = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class CodedColumn:
    """One value per response: response `i` has `values[positions[i]]`.

    Not every value need occur. A column has few of them, so what depends on the value alone is
    done once per value.
    """

    values: tuple[CellValue, ...]
    positions: Positions

    def spread(self) -> list[CellValue]:
        """Return the value of every response."""
        return list(map(self.values.__getitem__, self.positions.tolist()))


def repeat(value: CellValue, size: int) -> CodedColumn:
    """Return a column in which `size` responses have the same value."""
    return CodedColumn((value,), np.zeros(size, np.int32))


def encode(values: Sequence[Any]) -> CodedColumn:
    """Return these values as a column; raises TypeError for one that is no single value."""
    kinds = set(map(type, values))
    if not kinds <= {int, str, float, bool, type(None)}:
        # The kind alone: the text of an error must not hold an answer.
        raise TypeError("a list, or what is no value at all, where one value belongs")
    # -1 and -1.0 are one key of a dictionary; but only the first is the code of a missing answer.
    keys: Sequence[Hashable] = values if kinds.isdisjoint({float, bool}) else _tag(values)
    distinct = dict(zip(keys, values, strict=True))
    return CodedColumn(tuple(distinct.values()), locate(keys, distinct))


def locate(keys: Iterable[Hashable], distinct: Iterable[Hashable]) -> Positions:
    """Return the position of each key among the distinct ones."""
    index = {key: position for position, key in enumerate(distinct)}
    return np.fromiter(map(index.__getitem__, keys), np.int32)


def _tag(values: Sequence[Hashable]) -> list[tuple[type, Hashable]]:
    return [(type(value), value) for value in values]
