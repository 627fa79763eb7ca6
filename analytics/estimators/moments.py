"""Sums that every weighted share and its variance are made of, gathered in one pass over counts."""

from dataclasses import dataclass
from itertools import chain
from math import fsum

from analytics.estimators.counts import Code, LinkCounts
from analytics.estimators.degree import UsableCounts


@dataclass(frozen=True, slots=True)
class Moments:
    """Of one value or of everybody: respondents, Σ 1/d and Σ 1/d²."""

    n: int
    mass: float
    squares: float


@dataclass(frozen=True, slots=True)
class WeightedSample:
    """The moments of each value and of all respondents together."""

    values: dict[Code, Moments]
    total: Moments

    def share(self, value: Code) -> float:
        """Σ 1/d of the value over that of everybody; 0 for a value nobody has."""
        moments = self.values.get(value)
        return moments.mass / self.total.mass if moments else 0.0


@dataclass(frozen=True, slots=True)
class Recruiting:
    """Recruitments by value: made by it, received by it, and within it."""

    made: dict[Code, int]
    received: dict[Code, int]
    within: dict[Code, int]
    total: int

    def memory(self, value: Code) -> float | None:
        """λ = P_aa − P_ba, the second eigenvalue of the chain "has the value or not".

        None when those with the value, or those without, have recruited nobody.
        """
        made, within = self.made.get(value, 0), self.within.get(value, 0)
        others_made = self.total - made
        if not made or not others_made:
            return None
        return within / made - (self.received.get(value, 0) - within) / others_made


def sum_moments(usable: UsableCounts) -> WeightedSample:
    """The moments of usable counts, whose degrees are all at least 1.

    Sums are exact before rounding, so the order in which cells arrive cannot show.
    """
    sizes: dict[Code, int] = {}
    masses: dict[Code, list[float]] = {}
    squares: dict[Code, list[float]] = {}
    for (value, degree), count in usable.counts.items():
        if value not in sizes:
            sizes[value], masses[value], squares[value] = 0, [], []
        sizes[value] += count
        masses[value].append(count / degree)
        squares[value].append(count / degree**2)
    values = {
        value: Moments(n, fsum(masses[value]), fsum(squares[value])) for value, n in sizes.items()
    }
    total = Moments(
        sum(sizes.values()),
        fsum(chain.from_iterable(masses.values())),
        fsum(chain.from_iterable(squares.values())),
    )
    return WeightedSample(values, total)


def sum_recruiting(links: LinkCounts) -> Recruiting:
    """The margins and the diagonal of the recruitment counts."""
    made: dict[Code, int] = {}
    received: dict[Code, int] = {}
    for (recruiter_value, recruit_value), count in links.items():
        made[recruiter_value] = made.get(recruiter_value, 0) + count
        received[recruit_value] = received.get(recruit_value, 0) + count
    within = {a: count for (a, b), count in links.items() if a == b}
    return Recruiting(made, received, within, sum(made.values()))
