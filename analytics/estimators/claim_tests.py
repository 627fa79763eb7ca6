"""Claims C1 to C4 of the baseline put to the test, from counts alone."""

from dataclasses import dataclass, replace

from analytics.estimators.baseline import Baseline, BaselineCount, BaselineDriver, Text
from analytics.estimators.claims import (
    CONTRASTS,
    ClaimRow,
    ClaimTest,
    Contrast,
    Denominator,
    Rule,
    Verdict,
    find_group_variable,
)
from analytics.estimators.comparison import (
    DEFAULT_MARGIN,
    DesignEffect,
    Difference,
    EffectBasis,
    Equivalence,
    Proportion,
    compute_design_effect,
    compute_difference,
    compute_equivalence,
    fisher_p,
)
from analytics.estimators.counts import CountTable, ShareCounts, count_within
from analytics.estimators.degree import DegreeRule, apply_rule
from analytics.estimators.moments import WeightedSample, sum_moments, sum_recruiting
from analytics.estimators.naive import estimate_count
from analytics.estimators.rds_ii import compute_kish_effect, estimate_shares
from analytics.estimators.result import (
    MINIMUM_SAMPLE,
    Estimate,
    Estimator,
    IntervalMethod,
    NoInterval,
)

NAMED = 1
"""The code of a driver or network variable that means "named it"."""

MAJORITY = 0.5


def run_claim_tests(
    table: CountTable, baseline: Baseline, rule: DegreeRule, margin: float = DEFAULT_MARGIN
) -> tuple[ClaimTest, ...]:
    """Test C1, C2, C3 (among all, and among the network-driven) and C4, in this order.

    `table` gives counts by variable, `rule` treats missing degrees, `margin` is the difference
    below which two groups count as alike. Shares are RDS-II within the group; their effective size
    is n over the design effect of the driver in the whole sample. Raises UnknownDegreesError (see
    `apply_rule`) and BaselineError for a baseline without these claims.
    """
    study = _Study(table, baseline, rule, margin)
    return (_test_majority(study), *(_test_contrast(contrast, study) for contrast in CONTRASTS))


@dataclass(frozen=True, slots=True)
class _Study:
    """What every test is run with."""

    table: CountTable
    baseline: Baseline
    rule: DegreeRule
    margin: float


def _test_majority(study: _Study) -> ClaimTest:
    """C1: the share with any network against one half.

    Not against the interviews: those were purposive and unprompted, so no test compares the two.
    """
    driver = study.baseline.driver("any")
    counts = study.table.shares(driver.variable)
    row, proportion = _make_row(driver.key, driver.label, driver, counts, driver.count, study)
    verdict = Verdict.TOO_FEW
    if proportion is not None:
        estimate = _chain_estimate(driver, study) or row.estimate
        row = replace(row, estimate=estimate)
        verdict = _place(estimate.low, estimate.high, MAJORITY)
    claim = study.baseline.claim("C1")
    return ClaimTest(
        claim_id=claim.id,
        label=claim.label,
        rule=Rule.MAJORITY,
        denominator=Denominator.ALL,
        rows=(row,),
        difference=None,
        equivalence=None,
        verdict=verdict,
        baseline_p=None,
        caution=claim.caution,
    )


def _test_contrast(contrast: Contrast, study: _Study) -> ClaimTest:
    """C2 to C4: one driver in two groups."""
    made = [_make_group_row(contrast, group, study) for group in contrast.groups]
    proportions = [proportion for _, proportion in made if proportion is not None]
    difference, equivalence, verdict = None, None, Verdict.TOO_FEW
    if len(proportions) == len(made):
        difference = compute_difference(proportions[0], proportions[1])
        if contrast.rule is Rule.ALIKE:
            equivalence = compute_equivalence(proportions[0], proportions[1], study.margin)
        verdict = _judge(difference, equivalence)
    claim = study.baseline.claim(contrast.claim_id)
    first, second = ((row.baseline.x, row.baseline.n) for row, _ in made)
    return ClaimTest(
        claim_id=claim.id,
        label=claim.label,
        rule=contrast.rule,
        denominator=contrast.denominator,
        rows=tuple(row for row, _ in made),
        difference=difference,
        equivalence=equivalence,
        verdict=verdict,
        baseline_p=fisher_p(first, second),
        caution=claim.caution,
    )


def _make_group_row(
    contrast: Contrast, group: str, study: _Study
) -> tuple[ClaimRow, Proportion | None]:
    driver = study.baseline.driver(contrast.driver)
    category = study.baseline.trait(contrast.trait).category(group)
    crossed = study.table.groups(driver.variable, find_group_variable(contrast, study.baseline))
    totals = contrast.totals
    n = study.baseline.crossed(totals, group) if totals else category.count.x
    count = BaselineCount(study.baseline.crossed(contrast.table, group), n)
    counts = count_within(crossed, category.code)
    return _make_row(group, category.label, driver, counts, count, study)


def _make_row(
    key: str,
    label: Text,
    driver: BaselineDriver,
    counts: ShareCounts,
    count: BaselineCount,
    study: _Study,
) -> tuple[ClaimRow, Proportion | None]:
    """A row, and its share for comparing; None in place of the share when there are too few."""
    usable = apply_rule(counts, study.table.degrees, study.rule)
    sample = sum_moments(usable)
    share = sample.share(NAMED) if usable.n else None
    proportion, low, high, note = None, None, None, NoInterval.NOBODY
    if share is not None:
        note = NoInterval.TOO_FEW
    if share is not None and usable.n >= MINIMUM_SAMPLE:
        proportion = Proportion(share, usable.n, _effect_for(driver, sample, study))
        low, high = proportion.interval()
    estimate = Estimate(
        share=share,
        low=low,
        high=high,
        estimator=Estimator.RDS_II,
        interval=IntervalMethod.WILSON_EFFECTIVE,
        n=usable.n,
        degree_rule=study.rule,
        affected_count=usable.affected_count,
        note=None if proportion else note,
    )
    row = ClaimRow(
        key=key,
        label=label,
        count=sample.values[NAMED].n if NAMED in sample.values else 0,
        estimate=estimate,
        effect=proportion.effect if proportion else None,
        baseline=count,
        baseline_estimate=estimate_count(count.x, count.n),
    )
    return row, proportion


def _effect_for(driver: BaselineDriver, group: WeightedSample, study: _Study) -> DesignEffect:
    """The driver's effect in the whole sample: links are not counted within groups.

    Without a variance of the chain, Kish's effect of the group's own weights.
    """
    table = study.table
    everybody = apply_rule(table.shares(driver.variable), table.degrees, study.rule)
    recruiting = sum_recruiting(table.links(driver.variable))
    effect = compute_design_effect(sum_moments(everybody), recruiting, NAMED)
    if effect.basis is EffectBasis.VOLZ_HECKATHORN:
        return effect
    return DesignEffect(compute_kish_effect(group), EffectBasis.KISH)


def _chain_estimate(driver: BaselineDriver, study: _Study) -> Estimate | None:
    """The whole sample's estimate with the chain's interval, if it has one."""
    table = study.table
    shares = estimate_shares(
        table.shares(driver.variable), table.links(driver.variable), table.degrees, study.rule
    )
    estimate = shares.get(NAMED)
    return estimate if estimate and estimate.has_interval else None


def _place(low: float | None, high: float | None, bound: float) -> Verdict:
    if low is not None and low > bound:
        return Verdict.SUPPORTED
    if high is not None and high < bound:
        return Verdict.CONTRADICTED
    return Verdict.UNDETERMINED


def _judge(difference: Difference, equivalence: Equivalence | None) -> Verdict:
    """By the sign of the difference, or by equivalence where that is what is claimed."""
    if equivalence is None:
        return _place(difference.low, difference.high, 0)
    if equivalence.is_alike:
        return Verdict.SUPPORTED
    excludes_zero = difference.low > 0 or difference.high < 0
    return Verdict.CONTRADICTED if excludes_zero else Verdict.UNDETERMINED
