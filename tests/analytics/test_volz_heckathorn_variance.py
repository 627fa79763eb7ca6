"""The analytic variance equals its sum written out, behaves, and its interval holds."""

from random import Random
from statistics import variance

import pytest

from analytics.estimators.counts import Code, LinkCounts
from analytics.estimators.degree import DegreeRule
from analytics.estimators.moments import sum_recruiting
from analytics.estimators.rds_ii import compute_kish_effect, compute_variance, logit_interval
from analytics.estimators.result import NoInterval
from tests.analytics.samples import (
    CASES,
    Sample,
    draw_chain,
    estimate_records,
    read_sample,
    sum_records,
)

Records = list[tuple[Code, int]]
"""The value and the records degree of each respondent."""


def prepare(sample: Sample, variable: str) -> tuple[Records, LinkCounts]:
    maximum = max(degree for degree in sample.degrees if degree)
    records = [
        (value, degree or maximum)
        for value, degree in zip(sample.values(variable), sample.degrees, strict=True)
        if value is not None
    ]
    return records, sample.tabulate(variable).links(variable)


def variance_of(records: Records, links: LinkCounts, value: Code) -> float | NoInterval:
    values, degrees = zip(*records, strict=True)
    return compute_variance(
        sum_records(values, degrees, DegreeRule.EXCLUDE), sum_recruiting(links), value
    )


def list_residuals(records: Records, value: Code) -> list[float]:
    n, total = len(records), sum(1 / degree for _, degree in records)
    share = sum(1 / degree for v, degree in records if v == value) / total
    return [n / (degree * total) * ((v == value) - share) for v, degree in records]


def sum_over_pairs(records: Records, links: LinkCounts, value: Code) -> float:
    """The published double sum with residuals, one matrix power at a time."""
    n = len(records)
    total = sum(1 / degree for _, degree in records)
    share = sum(1 / degree for v, degree in records if v == value) / total
    q = sum(v == value for v, _ in records) / n
    residuals = list_residuals(records, value)
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
    records, links = prepare(read_sample(name), outcome)
    for value in {value for value, _ in records}:
        expected = sum_over_pairs(records, links, value)
        assert variance_of(records, links, value) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("name", "outcome"), CASES)
def test_a_share_and_its_complement_vary_alike(name: str, outcome: str) -> None:
    records, links = prepare(read_sample(name), outcome)
    values = sorted({value for value, _ in records})
    if len(values) == 2:
        first, second = (variance_of(records, links, value) for value in values)
        assert first == pytest.approx(second, rel=1e-9)


def test_chain_without_memory_has_the_variance_of_independent_draws() -> None:
    records, _ = prepare(read_sample("fauxmadrona"), "disease")
    forgetful = {("1", "1"): 5, ("1", "0"): 15, ("0", "1"): 10, ("0", "0"): 30}
    expected = variance(list_residuals(records, "1")) / len(records)
    assert variance_of(records, forgetful, "1") == pytest.approx(expected)


def test_memory_widens_the_interval() -> None:
    records, _ = prepare(read_sample("fauxmadrona"), "disease")
    mixed = {("1", "1"): 1, ("1", "0"): 1, ("0", "1"): 1, ("0", "0"): 1}
    sticky = {("1", "1"): 8, ("1", "0"): 2, ("0", "1"): 2, ("0", "0"): 8}
    assert variance_of(records, sticky, "1") > 2 * variance_of(records, mixed, "1")


def test_chain_that_never_crosses_still_has_a_variance() -> None:
    records, _ = prepare(read_sample("fauxmadrona"), "disease")
    apart = {("1", "1"): 9, ("0", "0"): 9}
    assert variance_of(records, apart, "1") == pytest.approx(sum_over_pairs(records, apart, "1"))


def test_one_side_without_recruits_gives_the_reason() -> None:
    values, degrees = ["a"] * 6 + ["b"] * 6, [3] * 12
    recruiters = [None, *range(11)]
    recruiters[7:] = [5] * 5
    estimates = estimate_records(values, degrees, recruiters, DegreeRule.EXCLUDE)
    assert not estimates["a"].has_interval
    assert estimates["a"].note is NoInterval.NO_TRANSITIONS


def test_small_sample_gives_the_reason() -> None:
    values = ["a", "b"] * 4
    estimates = estimate_records(values, [3] * 8, [None, *range(7)], DegreeRule.EXCLUDE)
    assert (estimates["a"].share, estimates["a"].note) == (0.5, NoInterval.TOO_FEW)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.97])
def test_interval_stays_inside_and_round_its_share(share: float) -> None:
    low, high = logit_interval(share, 0.04)
    assert 0 < low < share < high < 1


def test_kish_effect_of_equal_weights_is_one() -> None:
    sample = sum_records(["a"] * 3 + ["b"] * 5, [4] * 8, DegreeRule.EXCLUDE)
    assert compute_kish_effect(sample) == 1


@pytest.mark.parametrize(("share", "memory"), [(0.2, 0.0), (0.5, 0.4), (0.8, 0.6)])
def test_interval_covers_the_truth_about_as_often_as_it_says(share: float, memory: float) -> None:
    random, covered, rounds = Random(20261123), 0, 400
    for _ in range(rounds):
        sample = draw_chain(random, 300, share, memory)
        estimate = sample.estimate("trait", DegreeRule.EXCLUDE)[1]
        covered += estimate.low < share < estimate.high
    assert 0.92 <= covered / rounds <= 0.98
