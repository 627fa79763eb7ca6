"""RDS-II (Volz & Heckathorn 2008, J. Off. Stat. 24:79-97): shares weighted by 1/degree.

Seeds are kept, as in the R package RDS. Shares need no recruitment tree; the variance uses it
through the counts of recruitments between values.
"""

from collections.abc import Iterable
from math import exp, log, sqrt

from analytics.estimators.counts import Code, LinkCounts
from analytics.estimators.degree import DegreeRule
from analytics.estimators.moments import NOBODY, Recruiting, WeightedSample, sum_recruiting
from analytics.estimators.naive import normal_quantile
from analytics.estimators.result import (
    MINIMUM_SAMPLE,
    Estimate,
    Estimator,
    IntervalMethod,
    NoInterval,
)


def estimate_shares(
    sample: WeightedSample,
    links: LinkCounts,
    values: Iterable[Code],
    rule: DegreeRule,
    level: float = 0.95,
) -> dict[Code, Estimate]:
    """Return the RDS-II share of each of `values`, Σ 1[y_i = a]/d_i / Σ 1/d_i, with its interval.

    `sample` was summed by `rule`; respondents without a value are in neither sum. `links` counts
    recruitments by (recruiter's value, recruit's value). The interval is symmetric about the
    estimate on the logit scale, so it stays inside (0, 1); where the variance cannot be computed
    the note says why. A value all of whose respondents are excluded, or that nobody has, gets the
    share 0.
    """
    recruiting = sum_recruiting(links)
    return {value: _estimate(value, sample, recruiting, rule, level) for value in values}


def compute_variance(
    sample: WeightedSample, recruiting: Recruiting, value: Code
) -> float | NoInterval:
    """Analytic variance of the RDS-II share p of `value` (after Volz & Heckathorn 2008).

    The paper sums the covariances of Z_i = n d_i⁻¹ 1[y_i = a] / Σ_j d_j⁻¹ along one chain of n
    steps whose states are "has the value" or not, with transition matrix P:
      V1/n + (p²/n) [(1 − n) + (2/n_a) Σ_{i=2..n} Σ_{j<i} (P^{i−j})_aa].
    Two states have (P^k)_aa = q + (1 − q) λ^k with λ = P_aa − P_ba. Two things differ here:
    1. q is the sample's n_a/n, as the paper's sum presumes. With q from the counted P the terms
       in n no longer cancel and leave p² (q n/n_a − 1), which makes the disease of fauxmadrona
       negative.
    2. Z_i is replaced by the residual U_i = n d_i⁻¹ (1[y_i = a] − p) / Σ_j d_j⁻¹, because the
       denominator is random too. With Z the variance of p and of 1 − p differ (by a factor of 6
       for nyjazz's union membership); with U they are the same number.
    With V1 = Σ U_i²/(n − 1) this gives, in closed form,
      Var = V1/n + 2 p² (1 − p)² / (n² q (1 − q)) · Σ_{k=1..n−1} (n − k) λ^k,
    which is V1/n for a chain without memory, as in the paper. Limit: siblings in a bushy tree are
    closer to each other than steps of a chain, so with strong homophily the result is too small.
    Returns the reason where there is no variance.
    """
    total, own = sample.total, sample.values.get(value, NOBODY)
    n = total.n
    if not n:
        return NoInterval.NOBODY
    if n < MINIMUM_SAMPLE:
        return NoInterval.TOO_FEW
    if own.n in (0, n):
        return NoInterval.NO_VARIATION
    memory = recruiting.memory(value)
    if memory is None:
        return NoInterval.NO_TRANSITIONS
    share, q = sample.share(value), own.n / n
    squares = (1 - share) ** 2 * own.squares + share**2 * (total.squares - own.squares)
    independent = (n / total.mass) ** 2 * squares / (n - 1) / n
    covariance = (share * (1 - share)) ** 2 / (q * (1 - q))
    return independent + 2 * covariance / n**2 * _sum_powers(memory, n)


def compute_kish_effect(sample: WeightedSample) -> float:
    """Design effect of the weights 1/d alone, n Σw²/(Σw)² ≥ 1 (Kish 1965); 1 when n is 0."""
    total = sample.total
    return max(1.0, total.n * total.squares / total.mass**2) if total.n else 1.0


def logit_interval(share: float, variance: float, level: float = 0.95) -> tuple[float, float]:
    """Interval of a share in (0, 1), symmetric on the logit scale: logit p ± z se/(p(1 − p))."""
    centre = log(share / (1 - share))
    reach = normal_quantile(level) * sqrt(variance) / (share * (1 - share))
    return _expit(centre - reach), _expit(centre + reach)


def _estimate(
    value: Code,
    sample: WeightedSample,
    recruiting: Recruiting,
    rule: DegreeRule,
    level: float,
) -> Estimate:
    share = sample.share(value) if sample.total.n else None
    variance = compute_variance(sample, recruiting, value)
    low, high, note = None, None, None
    if isinstance(variance, NoInterval):
        note = variance
    elif share is not None:
        low, high = logit_interval(share, variance, level)
    return Estimate(
        share=share,
        low=low,
        high=high,
        estimator=Estimator.RDS_II,
        interval=IntervalMethod.VOLZ_HECKATHORN,
        n=sample.total.n,
        degree_rule=rule,
        affected_count=sample.total.affected,
        note=note,
        level=level,
    )


def _sum_powers(memory: float, n: int) -> float:
    """Σ_{k=1..n−1} (n − k) λ^k = λ/(1 − λ) · (n − (1 − λ^n)/(1 − λ)); n(n − 1)/2 when λ = 1."""
    if memory == 1:
        return n * (n - 1) / 2
    return memory / (1 - memory) * (n - (1 - memory**n) / (1 - memory))


def _expit(value: float) -> float:
    return 1 / (1 + exp(-value)) if value >= 0 else exp(value) / (1 + exp(value))
