"""RDS-II shares equal a hand computation, the R package, and themselves under new names."""

from collections.abc import Callable

import pytest

from analytics.estimators.counts import Code
from analytics.estimators.degree import DegreeRule
from analytics.estimators.rds_ii import estimate_shares, estimate_shares_from_records
from analytics.estimators.result import Estimate, NoInterval
from tests.analytics.samples import CASES, Sample, make_row, read_reference, read_sample

Shares = dict[Code, Estimate]
Compute = Callable[[Sample, str], Shares]


def from_tallies(
    sample: Sample, variable: str, rule: DegreeRule = DegreeRule.SAMPLE_MAXIMUM
) -> Shares:
    table = sample.tabulate(variable)
    return estimate_shares(table.shares(variable), table.links(variable), table.degrees, rule)


def from_records(
    sample: Sample, variable: str, rule: DegreeRule = DegreeRule.SAMPLE_MAXIMUM
) -> Shares:
    return estimate_shares_from_records(
        sample.values(variable), sample.degrees, sample.recruiters, rule
    )


@pytest.mark.parametrize(("name", "outcome"), CASES)
@pytest.mark.parametrize("compute", [from_tallies, from_records])
def test_points_equal_the_r_package(name: str, outcome: str, compute: Compute) -> None:
    expected = read_reference(name)["outcomes"][outcome]["rds_ii_point"]
    shares = {value: e.share for value, e in compute(read_sample(name), outcome).items()}
    assert shares == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("name", "outcome"), CASES)
def test_recruitments_are_counted_as_the_r_package_does(name: str, outcome: str) -> None:
    expected = read_reference(name)["outcomes"][outcome]["transition_counts"]
    links = read_sample(name).tabulate(outcome).links(outcome)
    counted = [[links.get((a, b), 0) for b in expected["cols"]] for a in expected["rows"]]
    assert counted == expected["values"]


@pytest.mark.parametrize(("name", "outcome"), CASES)
def test_tallies_and_records_agree_to_the_last_bit(name: str, outcome: str) -> None:
    sample = read_sample(name)
    assert from_tallies(sample, outcome) == from_records(sample, outcome)


def test_hand_computed_shares() -> None:
    # 1/d: a 1/2 + 1/4 = 0.75, b 1/4 = 0.25; the fourth has no degree.
    estimates = estimate_shares_from_records(
        ["a", "a", "b", "b"], [2, 4, 4, None], [None, 0, 0, 1], DegreeRule.EXCLUDE
    )
    assert {value: e.share for value, e in estimates.items()} == {"a": 0.75, "b": 0.25}
    assert (estimates["a"].n, estimates["a"].affected_count) == (3, 1)


def test_equal_degrees_give_the_raw_share() -> None:
    rows = [make_row(5, x=int(i < 3)) for i in range(12)]
    assert from_tallies(Sample(rows, [None] * 12), "x")[1].share == pytest.approx(0.25)


def test_missing_outcome_is_in_neither_sum_but_sets_the_maximum() -> None:
    estimates = estimate_shares_from_records(
        ["a", "b", None], [None, 10, 20], [None, 0, 0], DegreeRule.SAMPLE_MAXIMUM
    )
    assert estimates["a"].share == pytest.approx((1 / 20) / (1 / 20 + 1 / 10))


def test_new_names_change_nothing() -> None:
    sample = read_sample("faux")
    renamed = [{"black": 3, "blue": 1, "green": 2}.get(value) for value in sample.values("Y")]
    other = estimate_shares_from_records(
        renamed, sample.degrees, sample.recruiters, DegreeRule.SAMPLE_MAXIMUM
    )
    estimates = from_records(sample, "Y")
    assert [other[code] for code in (3, 1, 2)] == [
        estimates[label] for label in ("black", "blue", "green")
    ]


def test_value_of_excluded_respondents_only_has_share_zero() -> None:
    estimates = estimate_shares_from_records(
        ["a"] * 12 + ["b"], [3] * 12 + [0], [None] * 13, DegreeRule.EXCLUDE
    )
    assert estimates["b"].share == 0
    assert estimates["b"].note is NoInterval.NO_VARIATION


def test_nobody_weighted_has_no_share() -> None:
    estimates = estimate_shares_from_records(["a"], [None], [None], DegreeRule.EXCLUDE)
    assert (estimates["a"].share, estimates["a"].note) == (None, NoInterval.NOBODY)
