"""The analytic variance equals its sum written out, behaves, and its interval holds."""

from random import Random
from statistics import variance

import pytest

from analytics.estimators.counts import Code, LinkCounts
from analytics.estimators.degree import DegreeRule, UsableCounts, apply_rule
from analytics.estimators.moments import sum_moments, sum_recruiting
from analytics.estimators.rds_ii import (
    compute_kish_effect,
    compute_variance,
    estimate_shares_from_records,
    logit_interval,
)
from analytics.estimators.result import NoInterval
from tests.analytics.samples import CASES, Sample, draw_chain, read_sample


def prepare(sample: Sample, variable: str) -> tuple[UsableCounts, LinkCounts]:
    table = sample.tabulate(variable)
    rule = DegreeRule.SAMPLE_MAXIMUM
    return apply_rule(table.shares(variable), table.degrees, rule), table.links(variable)


def variance_of(usable: UsableCounts, links: LinkCounts, value: Code) -> float | NoInterval:
    return compute_variance(sum_moments(usable), sum_recruiting(links), value)


def sum_over_pairs(usable: UsableCounts, links: LinkCounts, value: Code) -> float:
    """The published double sum with residuals, one matrix power at a time."""
    n = usable.n
    total = sum(count / degree for (_, degree), count in usable.counts.items())
    share = sum(c / d for (v, d), c in usable.counts.items() if v == value) / total
    q = sum(c for (v, _), c in usable.counts.items() if v == value) / n
    residuals = [
        n / (degree * total) * ((v == value) - share)
        for (v, degree), count in usable.counts.items()
        for _ in range(count)
    ]
    into = {
        s: sum(c for (a, b), c in links.items() if (a == value) == s and b == value)
        for s in (True, False)
    }
    made = {s: sum(c for (a, _), c in links.items() if (a == value) == s) for s in (True, False)}
    memory = into[True] / made[True] - into[False] / made[False]
    mean = share * (1 - share) / q, -share * (1 - share) / (1 - q)
    covariances = 0.0
    for lag in range(1, n):
        stay, leave = q + (1 - q) * memory**lag, q - q * memory**lag
        product = q * mean[0] * (stay * mean[0] + (1 - stay) * mean[1])
        product += (1 - q) * mean[1] * (leave * mean[0] + (1 - leave) * mean[1])
        covariances += (n - lag) * product
    return variance(residuals) / n + 2 * covariances / n**2


@pytest.mark.parametrize(("name", "outcome"), CASES)
def test_closed_form_equals_the_sum_written_out(name: str, outcome: str) -> None:
    usable, links = prepare(read_sample(name), outcome)
    for value in {value for value, _ in usable.counts}:
        expected = sum_over_pairs(usable, links, value)
        assert variance_of(usable, links, value) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("name", "outcome"), CASES)
def test_a_share_and_its_complement_vary_alike(name: str, outcome: str) -> None:
    usable, links = prepare(read_sample(name), outcome)
    values = sorted({value for value, _ in usable.counts})
    if len(values) == 2:
        first, second = (variance_of(usable, links, value) for value in values)
        assert first == pytest.approx(second, rel=1e-9)


def test_chain_without_memory_has_the_variance_of_independent_draws() -> None:
    usable, _ = prepare(read_sample("fauxmadrona"), "disease")
    forgetful = {("1", "1"): 5, ("1", "0"): 15, ("0", "1"): 10, ("0", "0"): 30}
    total = sum(count / degree for (_, degree), count in usable.counts.items())
    share = sum(c / d for (v, d), c in usable.counts.items() if v == "1") / total
    residuals = [
        usable.n / (d * total) * ((v == "1") - share)
        for (v, d), count in usable.counts.items()
        for _ in range(count)
    ]
    expected = variance(residuals) / usable.n
    assert variance_of(usable, forgetful, "1") == pytest.approx(expected)


def test_memory_widens_the_interval() -> None:
    usable, _ = prepare(read_sample("fauxmadrona"), "disease")
    mixed = {("1", "1"): 1, ("1", "0"): 1, ("0", "1"): 1, ("0", "0"): 1}
    sticky = {("1", "1"): 8, ("1", "0"): 2, ("0", "1"): 2, ("0", "0"): 8}
    assert variance_of(usable, sticky, "1") > 2 * variance_of(usable, mixed, "1")


def test_chain_that_never_crosses_still_has_a_variance() -> None:
    usable, _ = prepare(read_sample("fauxmadrona"), "disease")
    apart = {("1", "1"): 9, ("0", "0"): 9}
    assert variance_of(usable, apart, "1") == pytest.approx(sum_over_pairs(usable, apart, "1"))


def test_one_side_without_recruits_gives_the_reason() -> None:
    values, degrees = ["a"] * 6 + ["b"] * 6, [3] * 12
    recruiters = [None, *range(11)]
    recruiters[7:] = [5] * 5
    estimates = estimate_shares_from_records(values, degrees, recruiters, DegreeRule.EXCLUDE)
    assert not estimates["a"].has_interval
    assert estimates["a"].note is NoInterval.NO_TRANSITIONS


def test_small_sample_gives_the_reason() -> None:
    values = ["a", "b"] * 4
    estimates = estimate_shares_from_records(values, [3] * 8, [None, *range(7)], DegreeRule.EXCLUDE)
    assert (estimates["a"].share, estimates["a"].note) == (0.5, NoInterval.TOO_FEW)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.97])
def test_interval_stays_inside_and_round_its_share(share: float) -> None:
    low, high = logit_interval(share, 0.04)
    assert 0 < low < share < high < 1


def test_kish_effect_of_equal_weights_is_one() -> None:
    usable = apply_rule({("a", 4): 3, ("b", 4): 5}, {4: 8}, DegreeRule.EXCLUDE)
    assert compute_kish_effect(sum_moments(usable)) == 1


@pytest.mark.parametrize(("share", "memory"), [(0.2, 0.0), (0.5, 0.4), (0.8, 0.6)])
def test_interval_covers_the_truth_about_as_often_as_it_says(share: float, memory: float) -> None:
    random, covered, rounds = Random(20261123), 0, 400
    for _ in range(rounds):
        sample = draw_chain(random, 300, share, memory)
        estimate = estimate_shares_from_records(
            sample.values("trait"), sample.degrees, sample.recruiters, DegreeRule.EXCLUDE
        )[1]
        covered += estimate.low < share < estimate.high
    assert 0.92 <= covered / rounds <= 0.98
