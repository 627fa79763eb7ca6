"""A column of coded data: each different value once, and which of them every response has."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.engine.codebook import CellValue

Positions = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class CodedColumn:
    """One value per response: response `i` has `values[positions[i]]`.

    Not every value need occur, and one may stand twice. A column has few of them, so what depends
    on the value alone is done once per value.
    """

    values: tuple[CellValue, ...]
    positions: Positions

    def spread(self) -> list[CellValue]:
        """Return the value of every response."""
        return list(map(self.values.__getitem__, self.positions.tolist()))

    def keep(self, is_kept: Flags) -> "CodedColumn":
        """Return the column of those responses alone; a value that none of them has is gone."""
        kept, positions = np.unique(self.positions[is_kept], return_inverse=True)
        values = tuple(self.values[at] for at in kept.tolist())
        return CodedColumn(values, positions.astype(np.int32))

    def replace(self, values: Mapping[Any, CellValue]) -> "CodedColumn":
        """Return the column with some values replaced by others."""
        return CodedColumn(tuple(values.get(one, one) for one in self.values), self.positions)


Columns = dict[str, CodedColumn]
"""Columns of as many responses each, by name."""


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


def stack(chunks: Sequence[Columns]) -> Columns:
    """Return chunks with the same columns as one, in their order; nothing of no chunk."""
    if len(chunks) == 1:
        return chunks[0]
    return {name: _join([chunk[name] for chunk in chunks]) for name in (chunks or [{}])[0]}


def locate(keys: Iterable[Hashable], distinct: Iterable[Hashable]) -> Positions:
    """Return the position of each key among the distinct ones."""
    index = {key: position for position, key in enumerate(distinct)}
    return np.fromiter(map(index.__getitem__, keys), np.int32)


def _join(parts: Sequence[CodedColumn]) -> CodedColumn:
    every = encode([value for part in parts for value in part.values])
    starts = np.cumsum([0, *(len(part.values) for part in parts)])
    moved = [
        every.positions[start : start + len(part.values)][part.positions]
        for start, part in zip(starts, parts, strict=False)
    ]
    return CodedColumn(every.values, np.concatenate(moved))


def _tag(values: Sequence[Hashable]) -> list[tuple[type, Hashable]]:
    return [(type(value), value) for value in values]
