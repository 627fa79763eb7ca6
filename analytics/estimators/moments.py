"""Sums that every weighted share and its variance are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add

from analytics.estimators.counts import Code, LinkCounts


@dataclass(frozen=True, slots=True)
class Moments:
    """Of some respondents: how many can be weighted, Σ 1/d and Σ 1/d² over these.

    `affected` have a missing or zero degree and were treated by the rule.
    """

    n: int = 0
    mass: float = 0.0
    squares: float = 0.0
    affected: int = 0

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(
            self.n + other.n,
            self.mass + other.mass,
            self.squares + other.squares,
            self.affected + other.affected,
        )


NOBODY = Moments()


class WeightedSample:
    """The moments of each value, and of all respondents with a value together."""

    def __init__(self, values: Mapping[Code, Moments]) -> None:
        self.values = values
        self.total = add_up(values.values())

    def share(self, value: Code) -> float:
        """Return Σ 1/d of the value over that of everybody; 0 for a value nobody has."""
        moments = self.values.get(value, NOBODY)
        return moments.mass / self.total.mass if moments.n else 0.0


@dataclass(frozen=True, slots=True)
class CrossedSample:
    """The moments of those with a value of both of two variables, by the two values."""

    cells: Mapping[tuple[Code, Code], Moments]

    def within(self, second: Code) -> WeightedSample:
        """Return the first variable among those with this value of the second."""
        return _gather(
            (one, moments) for (one, other), moments in self.cells.items() if other == second
        )

    def margins(self) -> tuple[WeightedSample, WeightedSample]:
        """Return either variable, among those who have a value of both."""
        first = _gather((one, moments) for (one, _), moments in self.cells.items())
        return first, _gather((other, moments) for (_, other), moments in self.cells.items())

    def share_of_both(self, value: Code) -> float:
        """Return the share of those who have this value of either variable."""
        is_both = _gather((pair == (value, value), moments) for pair, moments in self.cells.items())
        return is_both.share(True)


@dataclass(frozen=True, slots=True)
class Recruiting:
    """Recruitments by value: made by it, received by it, and within it."""

    made: dict[Code, int]
    received: dict[Code, int]
    within: dict[Code, int]
    total: int

    def memory(self, value: Code) -> float | None:
        """Return λ = P_aa − P_ba, the second eigenvalue of the chain "has the value or not".

        None when those with the value, or those without, have recruited nobody.
        """
        made, within = self.made.get(value, 0), self.within.get(value, 0)
        others_made = self.total - made
        if not made or not others_made:
            return None
        return within / made - (self.received.get(value, 0) - within) / others_made


def add_up(parts: Iterable[Moments]) -> Moments:
    """Return the moments of all together."""
    return reduce(add, parts, NOBODY)


def sum_recruiting(links: LinkCounts) -> Recruiting:
    """Return the margins and the diagonal of the recruitment counts."""
    made: dict[Code, int] = {}
    received: dict[Code, int] = {}
    for (recruiter_value, recruit_value), count in links.items():
        made[recruiter_value] = made.get(recruiter_value, 0) + count
        received[recruit_value] = received.get(recruit_value, 0) + count
    within = {a: count for (a, b), count in links.items() if a == b}
    return Recruiting(made, received, within, sum(made.values()))


def _gather(parts: Iterable[tuple[Code, Moments]]) -> WeightedSample:
    values: dict[Code, Moments] = {}
    for value, moments in parts:
        values[value] = values.get(value, NOBODY) + moments
    return WeightedSample(values)
