"""The claims of any baseline put to the test, from counts alone."""

from collections.abc import Collection
from dataclasses import replace

from analytics.comparison.baseline import (
    BaselineCount,
    BaselineStudy,
    Claim,
    GroupTest,
    LaterTest,
    MajorityTest,
    OrderTest,
    StatedTest,
)
from analytics.comparison.claims import ClaimRow, ClaimTest, Lack, Lacking, Verdict
from analytics.comparison.document import Texts
from analytics.estimators.comparison import (
    DesignEffect,
    Difference,
    EffectBasis,
    Equivalence,
    Proportion,
    compute_design_effect,
    compute_difference,
    compute_equivalence,
    compute_paired_difference,
    fisher_p,
)
from analytics.estimators.counts import CountTable
from analytics.estimators.degree import DegreeRule
from analytics.estimators.moments import NOBODY, WeightedSample, sum_recruiting
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
"""The code of a driver that means "named it"."""

MAJORITY = 0.5


def run_claim_tests(
    table: CountTable,
    baseline: BaselineStudy,
    rule: DegreeRule,
    variables: Collection[str],
    pairs: Collection[tuple[str, str]],
) -> tuple[ClaimTest, ...]:
    """Run every test of every claim, in the order of the study.

    `table` gives counts by variable, `rule` treats missing degrees. `variables` and `pairs` are
    what the table counts; a test that needs others says so instead of a verdict. Shares are RDS-II
    within the group, at the effective size n over the variable's design effect in the whole
    sample. Raises UnknownDegreesError (see `find_stand_in`).
    """
    stated = [(claim, test) for claim in baseline.claims for test in claim.tests]
    claim_tests = []
    for claim, test in stated:
        lacking = find_lacking(test, variables, pairs)
        match test:
            case MajorityTest() if not lacking:
                claim_test = _test_majority(claim, test, table, rule)
            case GroupTest() if not lacking:
                claim_test = _test_groups(claim, test, table, rule)
            case OrderTest() if not lacking:
                claim_test = _test_order(claim, test, table, rule)
            case _:
                claim_test = ClaimTest(
                    claim, test.kind, test.denominator, Verdict.NOT_COMPUTED, (), lacking=lacking
                )
        claim_tests.append(claim_test)
    return tuple(claim_tests)


def find_lacking(
    test: StatedTest, variables: Collection[str], pairs: Collection[tuple[str, str]]
) -> Lacking | None:
    """Return what keeps a test from being computed: estimator, variables or counts; else None."""
    if isinstance(test, LaterTest):
        estimate = estimate_count(test.count.x, test.count.n) if test.count else None
        return Lacking(Lack.ESTIMATOR, test.estimator, test.label, test.count, estimate)
    if absent := [name for name in test.variables if name not in variables]:
        return Lacking(Lack.VARIABLES, ", ".join(absent), {}, None, None)
    if uncounted := [" × ".join(pair) for pair in test.pairs if pair not in pairs]:
        return Lacking(Lack.COUNTS, ", ".join(uncounted), {}, None, None)
    return None


def _test_majority(
    claim: Claim, test: MajorityTest, table: CountTable, rule: DegreeRule
) -> ClaimTest:
    driver = test.driver
    sample = table.sample(driver.variable, rule)
    row, proportion = _make_row(
        driver.key, driver.label, driver.variable, sample, driver.count, table, rule
    )
    verdict = Verdict.TOO_FEW
    if proportion is not None:
        # The whole sample has the chain's own interval, where its variance exists.
        links = table.links(driver.variable)
        chain = estimate_shares(sample, links, [NAMED], rule)[NAMED]
        if chain.has_interval:
            row = replace(row, estimate=chain)
        verdict = _judge_interval(row.estimate.low, row.estimate.high, MAJORITY)
    return ClaimTest(claim, test.kind, test.denominator, verdict, (row,))


def _test_groups(claim: Claim, test: GroupTest, table: CountTable, rule: DegreeRule) -> ClaimTest:
    crossed = table.crossed(test.variable, test.group_variable, rule)
    made = []
    for group in test.groups:
        category, sample = group.category, crossed.within(group.category.code)
        made.append(
            _make_row(category.key, category.label, test.variable, sample, group.count, table, rule)
        )
    proportions = [proportion for _, proportion in made if proportion is not None]
    difference, equivalence, verdict = None, None, Verdict.TOO_FEW
    if len(proportions) == len(made):
        difference = compute_difference(proportions[0], proportions[1])
        if test.margin is not None:
            equivalence = compute_equivalence(proportions[0], proportions[1], test.margin)
        verdict = _judge_difference(difference, equivalence)
    first, second = (group.count for group in test.groups)
    return ClaimTest(
        claim=claim,
        kind=test.kind,
        denominator=test.denominator,
        verdict=verdict,
        rows=tuple(row for row, _ in made),
        difference=difference,
        equivalence=equivalence,
        baseline_p=fisher_p((first.x, first.n), (second.x, second.n)) if first and second else None,
    )


def _test_order(claim: Claim, test: OrderTest, table: CountTable, rule: DegreeRule) -> ClaimTest:
    first_driver, second_driver = test.drivers
    crossed = table.crossed(first_driver.variable, second_driver.variable, rule)
    made = [
        _make_row(driver.key, driver.label, driver.variable, sample, driver.count, table, rule)
        for driver, sample in zip(test.drivers, crossed.margins(), strict=True)
    ]
    (first, one), (second, other) = made
    difference, verdict = None, Verdict.TOO_FEW
    if one is not None and other is not None:
        difference = compute_paired_difference(one, other, crossed.share_of_both(NAMED))
        verdict = _judge_difference(difference, None)
    return ClaimTest(claim, test.kind, test.denominator, verdict, (first, second), difference)


def _make_row(
    key: str,
    label: Texts,
    variable: str,
    sample: WeightedSample,
    baseline: BaselineCount | None,
    table: CountTable,
    rule: DegreeRule,
) -> tuple[ClaimRow, Proportion | None]:
    """Return a row, and its share for comparing, or None for the share of too few."""
    n = sample.total.n
    share = sample.share(NAMED) if n else None
    proportion, low, high = None, None, None
    note: NoInterval | None = NoInterval.NOBODY if share is None else NoInterval.TOO_FEW
    if share is not None and n >= MINIMUM_SAMPLE:
        proportion = Proportion(share, n, find_effect(variable, sample, table, rule))
        (low, high), note = proportion.interval(), None
    estimate = Estimate(
        share=share,
        low=low,
        high=high,
        estimator=Estimator.RDS_II,
        interval=IntervalMethod.WILSON_EFFECTIVE,
        n=n,
        degree_rule=rule,
        affected_count=sample.total.affected,
        note=note,
    )
    row = ClaimRow(
        key=key,
        label=label,
        count=sample.values.get(NAMED, NOBODY).n,
        estimate=estimate,
        effect=proportion.effect if proportion else None,
        baseline=baseline,
        baseline_estimate=estimate_count(baseline.x, baseline.n) if baseline else None,
    )
    return row, proportion


def find_effect(
    variable: str, group: WeightedSample, table: CountTable, rule: DegreeRule
) -> DesignEffect:
    """Return the variable's effect in the whole sample: links are not counted within groups.

    Without a variance of the chain, Kish's effect of the group's own weights.
    """
    everybody, recruiting = table.sample(variable, rule), sum_recruiting(table.links(variable))
    effect = compute_design_effect(everybody, recruiting, NAMED)
    if effect.basis is EffectBasis.VOLZ_HECKATHORN:
        return effect
    return DesignEffect(compute_kish_effect(group), EffectBasis.KISH)


def _judge_interval(low: float | None, high: float | None, bound: float) -> Verdict:
    if low is not None and low > bound:
        return Verdict.SUPPORTED
    if high is not None and high < bound:
        return Verdict.CONTRADICTED
    return Verdict.UNDETERMINED


def _judge_difference(difference: Difference, equivalence: Equivalence | None) -> Verdict:
    """Return the verdict by the sign of the difference, or by equivalence where that is claimed."""
    if equivalence is None:
        return _judge_interval(difference.low, difference.high, 0)
    if equivalence.is_alike:
        return Verdict.SUPPORTED
    excludes_zero = difference.low > 0 or difference.high < 0
    return Verdict.CONTRADICTED if excludes_zero else Verdict.UNDETERMINED
