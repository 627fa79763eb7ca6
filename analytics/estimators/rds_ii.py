"""RDS-II (Volz & Heckathorn 2008, J. Off. Stat. 24:79-97): shares weighted by 1/degree.

Seeds are kept, as in the R package RDS. Shares need no recruitment tree; the variance uses it
through the counts of recruitments between values.
"""

from collections.abc import Sequence
from math import exp, fsum, log, sqrt

from analytics.estimators.counts import (
    Code,
    DegreeCounts,
    LinkCounts,
    ShareCounts,
    count_links,
    count_records,
)
from analytics.estimators.degree import DegreeRule, UsableCounts, apply_rule
from analytics.estimators.naive import count_values, normal_quantile
from analytics.estimators.result import (
    MINIMUM_SAMPLE,
    Estimate,
    Estimator,
    IntervalMethod,
    NoInterval,
)


def estimate_shares(
    counts: ShareCounts,
    links: LinkCounts,
    degrees: DegreeCounts,
    rule: DegreeRule,
    level: float = 0.95,
) -> dict[Code, Estimate]:
    """RDS-II share of every value, Σ 1[y_i = a]/d_i / Σ 1/d_i, with the analytic interval.

    `counts` (value, degree) → respondents, `links` (recruiter's value, recruit's value) →
    recruitments, `degrees` the whole sample for the rule. Respondents without a value are in
    neither sum. The interval is symmetric about the estimate on the logit scale, so it stays inside
    (0, 1); where the variance cannot be computed the note says why. A value all of whose
    respondents are excluded gets the share 0. Raises UnknownDegreesError (see `apply_rule`).
    """
    usable = apply_rule(counts, degrees, rule)
    shares = weigh_shares(usable)
    return {
        value: _with_interval(value, shares, usable, links, rule, level)
        for value in count_values(counts)
    }


def estimate_shares_from_records(
    values: Sequence[Code | None],
    degrees: Sequence[int | None],
    recruiters: Sequence[int | None],
    rule: DegreeRule,
    level: float = 0.95,
) -> dict[Code, Estimate]:
    """As `estimate_shares`, from one record per respondent.

    `recruiters[i]` is the position of the recruiter of respondent i, None for a seed.
    """
    counts, all_degrees = count_records(values, degrees)
    return estimate_shares(counts, count_links(values, recruiters), all_degrees, rule, level)


def weigh_shares(usable: UsableCounts) -> dict[Code, float]:
    """The weighted share of every value; they sum to 1. Empty when nobody can be weighted."""
    masses: dict[Code, list[float]] = {}
    for (value, degree), count in usable.counts.items():
        masses.setdefault(value, []).append(count / degree)
    # fsum: the result must not depend on the order in which cells arrive.
    total = fsum(mass for parts in masses.values() for mass in parts)
    return {value: fsum(parts) / total for value, parts in masses.items()}


def compute_variance(usable: UsableCounts, links: LinkCounts, value: Code) -> float | NoInterval:
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
    n = usable.n
    if not n:
        return NoInterval.NOBODY
    if n < MINIMUM_SAMPLE:
        return NoInterval.TOO_FEW
    with_value = sum(count for (other, _), count in usable.counts.items() if other == value)
    if with_value in (0, n):
        return NoInterval.NO_VARIATION
    memory = _second_eigenvalue(links, value)
    if memory is None:
        return NoInterval.NO_TRANSITIONS
    share = weigh_shares(usable)[value]
    q = with_value / n
    covariance = (share * (1 - share)) ** 2 / (q * (1 - q))
    independent = _residual_variance(usable, value, share) / n
    return independent + 2 * covariance / n**2 * _sum_powers(memory, n)


def compute_kish_effect(usable: UsableCounts) -> float:
    """Design effect of the weights 1/d alone, n Σw²/(Σw)² ≥ 1 (Kish 1965); 1 when n is 0."""
    if not usable.counts:
        return 1.0
    weights = fsum(count / degree for (_, degree), count in usable.counts.items())
    squares = fsum(count / degree**2 for (_, degree), count in usable.counts.items())
    return max(1.0, usable.n * squares / weights**2)


def logit_interval(share: float, variance: float, level: float = 0.95) -> tuple[float, float]:
    """Interval of a share in (0, 1), symmetric on the logit scale: logit p ± z se/(p(1 − p))."""
    centre = log(share / (1 - share))
    reach = normal_quantile(level) * sqrt(variance) / (share * (1 - share))
    return _expit(centre - reach), _expit(centre + reach)


def _with_interval(
    value: Code,
    shares: dict[Code, float],
    usable: UsableCounts,
    links: LinkCounts,
    rule: DegreeRule,
    level: float,
) -> Estimate:
    share = shares.get(value, 0.0) if shares else None
    variance = compute_variance(usable, links, value)
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
        n=usable.n,
        degree_rule=rule,
        affected_count=usable.affected_count,
        note=note,
        level=level,
    )


def _residual_variance(usable: UsableCounts, value: Code, share: float) -> float:
    """V1: the sample variance of the residuals U, whose mean is 0."""
    n = usable.n
    total = fsum(count / degree for (_, degree), count in usable.counts.items())
    return fsum(
        count * (n / (degree * total) * ((other == value) - share)) ** 2
        for (other, degree), count in usable.counts.items()
    ) / (n - 1)


def _second_eigenvalue(links: LinkCounts, value: Code) -> float | None:
    """λ = P_aa − P_ba of the chain "has the value or not"; None when a side recruited nobody."""
    made = {True: 0, False: 0}
    into = {True: 0, False: 0}
    for (recruiter_value, recruit_value), count in links.items():
        side = recruiter_value == value
        made[side] += count
        into[side] += count if recruit_value == value else 0
    if not made[True] or not made[False]:
        return None
    return into[True] / made[True] - into[False] / made[False]


def _sum_powers(memory: float, n: int) -> float:
    """Σ_{k=1..n−1} (n − k) λ^k = λ/(1 − λ) · (n − (1 − λ^n)/(1 − λ)); n(n − 1)/2 when λ = 1."""
    if memory == 1:
        return n * (n - 1) / 2
    return memory / (1 - memory) * (n - (1 - memory**n) / (1 - memory))


def _expit(value: float) -> float:
    return 1 / (1 + exp(-value)) if value >= 0 else exp(value) / (1 + exp(value))
