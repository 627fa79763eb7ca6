"""Differences between independent shares, equality within a margin, and exact tables.

A weighted share is worth fewer interviews than it has: every test here works with the effective
sample size n / design effect, and says which design effect that was.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import comb, sqrt
from statistics import NormalDist

from analytics.estimators.counts import Code
from analytics.estimators.moments import Recruiting, WeightedSample
from analytics.estimators.naive import wilson_interval
from analytics.estimators.rds_ii import compute_kish_effect, compute_variance
from analytics.estimators.result import NoInterval


class EffectBasis(StrEnum):
    """Where a design effect comes from."""

    NONE = "none"  # a plain count, design effect 1
    VOLZ_HECKATHORN = "volz_heckathorn"  # analytic variance over that of a simple random sample
    KISH = "kish"  # weights alone, because the chain's variance could not be computed


@dataclass(frozen=True, slots=True)
class DesignEffect:
    """How many times the variance of a simple random sample; at least 1."""

    size: float
    basis: EffectBasis


NO_EFFECT = DesignEffect(1.0, EffectBasis.NONE)


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share among `n` respondents, with what its design costs."""

    share: float
    n: int
    effect: DesignEffect = NO_EFFECT

    @property
    def effective_n(self) -> float:
        """The size of the simple random sample that would be as precise: n / design effect."""
        return self.n / self.effect.size

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Wilson's interval with the effective size."""
        return wilson_interval(self.share, self.effective_n, level)


@dataclass(frozen=True, slots=True)
class Difference:
    """First share minus second, with Newcombe's interval and the z test of no difference."""

    difference: float
    low: float
    high: float
    p_value: float
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Whether two shares are alike within `margin`: two one-sided tests at 5 %.

    `low` and `high` are the 90 % interval of the difference; alike means it lies within ±margin.
    `p_value` is the smallest level at which that would still hold, 0.5 if it never does.
    """

    low: float
    high: float
    margin: float
    p_value: float

    @property
    def is_alike(self) -> bool:
        """Whether the whole 90 % interval lies within the margin."""
        return -self.margin < self.low and self.high < self.margin


def compute_design_effect(
    sample: WeightedSample, recruiting: Recruiting, value: Code
) -> DesignEffect:
    """Variance of the RDS-II share over p(1 − p)/n, never below 1 (Salganik 2006).

    Where the analytic variance does not exist (see `NoInterval`), Kish's effect of the weights.
    """
    variance = compute_variance(sample, recruiting, value)
    if isinstance(variance, NoInterval):
        return DesignEffect(compute_kish_effect(sample), EffectBasis.KISH)
    share = sample.share(value)
    size = variance / (share * (1 - share) / sample.total.n)
    return DesignEffect(max(1.0, size), EffectBasis.VOLZ_HECKATHORN)


def compute_difference(first: Proportion, second: Proportion, level: float = 0.95) -> Difference:
    """Compare two independent shares.

    Interval: hybrid score, method 10 of Newcombe 1998 (Stat. Med. 17:873-890),
    d − sqrt((p1 − l1)² + (u2 − p2)²) to d + sqrt((u1 − p1)² + (p2 − l2)²), with l and u Wilson's
    bounds at the effective sizes. Test: z of d with the pooled share, two-sided; p is 1 when both
    shares are 0 or both 1. Raises ValueError when a group is empty.
    """
    low, high = _newcombe_interval(first, second, level)
    difference = first.share - second.share
    return Difference(difference, low, high, _z_test(first, second), level)


def compute_paired_difference(
    first: Proportion, second: Proportion, both: float, level: float = 0.95
) -> Difference:
    """Compare two shares of the same people, of whom the share `both` has one and the other.

    Interval: square-and-add, method 10 of Newcombe 1998 (Stat. Med. 17:2635-2650): as for
    independent shares, less 2φ times the product of the two reaches under each root; φ is their
    correlation, a positive covariance drawn towards 0 by 1/2n. Test: McNemar's z without
    correction, two-sided; p is 1 when nobody has one without the other. Sizes are effective ones,
    and the smaller where one n is needed. Raises ValueError for a share `both` that cannot be.
    """
    p, q = first.share, second.share
    n = min(first.effective_n, second.effective_n)
    # Rounding of weighted sums may leave the bounds by a hair.
    if not max(0.0, p + q - 1) - 1e-9 <= both <= min(p, q) + 1e-9:
        raise ValueError(f"Shares of {p} and {q} cannot have {both} in common.")
    covariance = both - p * q
    if covariance > 0:
        covariance = max(0.0, covariance - 1 / (2 * n))
    spread = sqrt(p * (1 - p) * q * (1 - q))
    phi = covariance / spread if spread > 0 else 0.0
    first_low, first_high = first.interval(level)
    second_low, second_high = second.interval(level)
    down = _join(p - first_low, second_high - q, phi)
    up = _join(first_high - p, q - second_low, phi)
    discordant = p + q - 2 * both
    p_value = 1.0
    if discordant > 1e-9:
        p_value = 2 * NormalDist().cdf(-abs(p - q) / sqrt(discordant / n))
    return Difference(p - q, p - q - down, p - q + up, p_value, level)


def compute_equivalence(first: Proportion, second: Proportion, margin: float) -> Equivalence:
    """Test that two independent shares differ by less than `margin` (two one-sided tests).

    Schuirmann 1987 (J. Pharmacokinet. Biopharm. 15:657-680), by Newcombe's interval at 90 %.
    Raises ValueError when a group is empty or the margin is not between 0 and 1.
    """
    if not 0 < margin < 1:
        raise ValueError(f"A margin of {margin} says nothing about shares.")
    low, high = _newcombe_interval(first, second, 0.90)
    return Equivalence(low, high, margin, _equivalence_p(first, second, margin))


def fisher_p(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Two-sided p of Fisher's exact test (1922) for two counts, each (x, n).

    The tables with these margins that are at most as likely as the observed one, counted exactly.
    """
    (x, n), (y, m) = first, second
    ways = {k: comb(n, k) * comb(m, x + y - k) for k in range(max(0, x + y - m), min(n, x + y) + 1)}
    return sum(count for count in ways.values() if count <= ways[x]) / comb(n + m, x + y)


def _newcombe_interval(first: Proportion, second: Proportion, level: float) -> tuple[float, float]:
    first_low, first_high = first.interval(level)
    second_low, second_high = second.interval(level)
    difference = first.share - second.share
    down = _join(first.share - first_low, second_high - second.share)
    up = _join(first_high - first.share, second.share - second_low)
    return difference - down, difference + up


def _join(one: float, other: float, correlation: float = 0.0) -> float:
    """Return the reach of a difference from those of its two shares."""
    return sqrt(max(0.0, one**2 + other**2 - 2 * correlation * one * other))


def _z_test(first: Proportion, second: Proportion) -> float:
    sizes = first.effective_n, second.effective_n
    pooled = (first.share * sizes[0] + second.share * sizes[1]) / sum(sizes)
    variance = pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1])
    if variance <= 0:
        return 1.0
    z = abs(first.share - second.share) / sqrt(variance)
    return 2 * NormalDist().cdf(-z)


def _equivalence_p(first: Proportion, second: Proportion, margin: float) -> float:
    """Halve the range of one-sided levels until the interval just touches the margin."""
    if abs(first.share - second.share) >= margin:
        return 0.5
    outside, inside = 0.0, 0.5
    for _ in range(40):
        alpha = (outside + inside) / 2
        low, high = _newcombe_interval(first, second, 1 - 2 * alpha)
        if -margin < low and high < margin:
            inside = alpha
        else:
            outside = alpha
    return inside
