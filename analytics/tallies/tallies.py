"""The counts themselves: they add and subtract number by number, so any split of the work agrees.

Nothing here knows what is counted; `folding` makes tallies from rows, `table` reads them.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.tallies.plan import TallyPlan

Integers = NDArray[np.int64]

FASTEST = 1  # of zlib; more takes twice the time for a tenth of the size


@dataclass(frozen=True, slots=True, eq=False)
class Tallies:
    """Whole-number counts of one plan, without a degree or a day that nobody has.

    `by_degree[line, i]` counts those of one line of a plan with the degree `degrees[i]`. They are
    sorted; an unknown one is UNKNOWN. `links` counts recruitments, one k × k table per variable
    after the other. Counts may be negative: a change to be added to stored ones is a tally too.
    """

    degrees: Integers
    by_degree: Integers
    links: Integers
    waves: Mapping[int, int]
    days: Mapping[int, int]
    channels: Mapping[int, int]

    def __post_init__(self) -> None:
        is_used = self.by_degree.any(axis=0)
        if not is_used.all():
            object.__setattr__(self, "degrees", self.degrees[is_used])
            object.__setattr__(self, "by_degree", self.by_degree[:, is_used])
        for name in ("waves", "days", "channels"):
            used = {key: count for key, count in sorted(getattr(self, name).items()) if count}
            object.__setattr__(self, name, used)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tallies) and self.to_bytes() == other.to_bytes()

    __hash__ = None  # type: ignore[assignment]

    @property
    def counts(self) -> Integers:
        """Return every count, one after the other."""
        frame = [*self.waves.values(), *self.days.values(), *self.channels.values()]
        return np.concatenate([self.by_degree.ravel(), self.links, np.array(frame, np.int64)])

    def to_bytes(self) -> bytes:
        """Return the tallies packed; equal ones give equal bytes."""
        packed = [_shrink(self.by_degree), _shrink(self.links)]
        head = {
            "degrees": self.degrees.tolist(),
            "frame": [list(part.items()) for part in (self.waves, self.days, self.channels)],
            "types": [array.dtype.str for array in packed],
        }
        parts = [json.dumps(head).encode(), b"\0", *(array.tobytes() for array in packed)]
        return zlib.compress(b"".join(parts), FASTEST)


def read_tallies(document: bytes, plan: TallyPlan) -> Tallies:
    """Return the tallies of this plan that `to_bytes` packed.

    Raises ValueError for what is damaged, or of a plan of another size.
    """
    try:
        text, _, body = zlib.decompress(document).partition(b"\0")
    except zlib.error as error:
        raise ValueError("These tallies are damaged.") from error
    head: dict[str, Any] = json.loads(text)
    by_degree_type, links_type = map(np.dtype, head["types"])
    shape = plan.starts[-1], len(head["degrees"])
    cut = shape[0] * shape[1] * by_degree_type.itemsize
    waves, days, channels = map(dict, head["frame"])
    if len(body) != cut + plan.link_starts[-1] * links_type.itemsize:
        raise ValueError("These tallies are of another plan.")
    return Tallies(
        np.array(head["degrees"], np.int64),
        np.frombuffer(body[:cut], by_degree_type).astype(np.int64).reshape(shape),
        np.frombuffer(body[cut:], links_type).astype(np.int64),
        waves,
        days,
        channels,
    )


def make_empty(plan: TallyPlan) -> Tallies:
    """Return the tallies of nobody."""
    rows, links = plan.starts[-1], plan.link_starts[-1]
    none = np.zeros((rows, 0), np.int64)
    return Tallies(np.zeros(0, np.int64), none, np.zeros(links, np.int64), {}, {}, {})


def merge(first: Tallies, second: Tallies) -> Tallies:
    """Return the counts of both together; associative and commutative, the empty ones neutral.

    Raises ValueError for tallies of two plans.
    """
    return _join(first, second, 1)


def subtract(whole: Tallies, part: Tallies) -> Tallies:
    """Return `whole` without `part`: the tallies that merged with `part` give `whole`."""
    return _join(whole, part, -1)


def merge_all(parts: Iterable[Tallies], plan: TallyPlan) -> Tallies:
    """Return the counts of all parts together."""
    return reduce(merge, parts, make_empty(plan))


def _join(first: Tallies, second: Tallies, sign: int) -> Tallies:
    if len(first.by_degree) != len(second.by_degree) or len(first.links) != len(second.links):
        raise ValueError("Tallies of two plans do not add up.")
    degrees = np.union1d(first.degrees, second.degrees)
    by_degree = np.zeros((len(first.by_degree), len(degrees)), np.int64)
    by_degree[:, np.searchsorted(degrees, first.degrees)] = first.by_degree
    by_degree[:, np.searchsorted(degrees, second.degrees)] += sign * second.by_degree
    return Tallies(
        degrees,
        by_degree,
        first.links + sign * second.links,
        _add(first.waves, second.waves, sign),
        _add(first.days, second.days, sign),
        _add(first.channels, second.channels, sign),
    )


def _add(first: Mapping[int, int], second: Mapping[int, int], sign: int) -> Mapping[int, int]:
    total = Counter(first)
    for key, count in second.items():
        total[key] += sign * count
    return total


def _shrink(counts: Integers) -> NDArray[Any]:
    """Return the counts in the smallest type that holds them, low byte first."""
    ends = (int(counts.min()), int(counts.max())) if counts.size else (0, 0)
    smallest = np.result_type(*map(np.min_scalar_type, ends))
    return counts.astype(smallest.newbyteorder("<"))
