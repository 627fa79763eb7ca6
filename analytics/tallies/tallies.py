"""The counts themselves: they add and subtract cell by cell, so any split of the work agrees.

Nothing here knows what is counted; `folding` makes tallies from rows, `table` reads them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analytics.tallies.cells import Cell


@dataclass(frozen=True, slots=True)
class Tallies:
    """Whole-number counts by cell, without zeros, so that equal tallies compare equal.

    Counts may be negative: a change to be added to stored counts is a tally too.
    """

    counts: Mapping[Cell, int]

    def __post_init__(self) -> None:
        kept = {cell: count for cell, count in self.counts.items() if count}
        object.__setattr__(self, "counts", kept)


EMPTY = Tallies({})


def merge(first: Tallies, second: Tallies) -> Tallies:
    """The counts of both together; associative and commutative, with EMPTY neutral."""
    return merge_all((first, second))


def merge_all(parts: Iterable[Tallies]) -> Tallies:
    """The counts of all parts together, whose number costs nothing extra."""
    counts: Counter[Cell] = Counter()
    for part in parts:
        counts.update(part.counts)
    return Tallies(counts)


def subtract(whole: Tallies, part: Tallies) -> Tallies:
    """`whole` without `part`: the tallies that merged with `part` give `whole`."""
    counts = dict(whole.counts)
    for cell, count in part.counts.items():
        counts[cell] = counts.get(cell, 0) - count
    return Tallies(counts)
