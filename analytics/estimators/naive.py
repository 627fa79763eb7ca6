"""Unweighted shares with Wilson's interval: what a simple random sample would say."""

from math import sqrt
from statistics import NormalDist

from analytics.estimators.result import Estimate, Estimator, IntervalMethod, NoInterval


def normal_quantile(level: float) -> float:
    """The z with P(|Z| < z) = level for a standard normal Z; 1.96 for 0.95."""
    if not 0 < level < 1:
        raise ValueError(f"A level lies between 0 and 1; {level} does not.")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson_interval(share: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Score interval of a proportion (Wilson 1927, J. Am. Stat. Assoc. 22:209-212).

    (p + z²/2n ± z sqrt(p(1−p)/n + z²/4n²)) / (1 + z²/n), with p the observed share and n the sample
    size, which may be an effective one and so need not be whole. Raises ValueError unless n > 0
    and 0 ≤ p ≤ 1.
    """
    if n <= 0 or not 0 <= share <= 1:
        raise ValueError(f"No interval for a share of {share} among {n}.")
    z = normal_quantile(level)
    centre = share + z * z / (2 * n)
    reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # At 0 and 1 the bound equals the share exactly; rounding must not push it past.
    low = 0.0 if share == 0 else max(0.0, (centre - reach) / scale)
    high = 1.0 if share == 1 else min(1.0, (centre + reach) / scale)
    return low, high


def estimate_count(count: int, n: int, level: float = 0.95) -> Estimate:
    """The unweighted share of `count` among `n`, with Wilson's interval; none when n is 0."""
    if n == 0:
        return Estimate(
            None,
            None,
            None,
            Estimator.UNWEIGHTED,
            IntervalMethod.WILSON,
            0,
            note=NoInterval.NOBODY,
            level=level,
        )
    low, high = wilson_interval(count / n, n, level)
    return Estimate(
        count / n, low, high, Estimator.UNWEIGHTED, IntervalMethod.WILSON, n, level=level
    )
