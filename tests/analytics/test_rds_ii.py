"""RDS-II shares equal a hand computation, the R package, and themselves under new names."""

import pytest

from analytics.estimators.degree import DegreeRule
from analytics.estimators.result import NoInterval
from tests.analytics.samples import (
    CASES,
    Sample,
    estimate_records,
    make_row,
    read_reference,
    read_sample,
    sum_records,
)

MAXIMUM = DegreeRule.SAMPLE_MAXIMUM


@pytest.mark.parametrize(("name", "outcome"), CASES)
def test_points_equal_the_r_package(name: str, outcome: str) -> None:
    expected = read_reference(name)["outcomes"][outcome]["rds_ii_point"]
    estimates = read_sample(name).estimate(outcome, MAXIMUM)
    shares = {value: estimate.share for value, estimate in estimates.items()}
    assert shares == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("name", "outcome"), CASES)
def test_recruitments_are_counted_as_the_r_package_does(name: str, outcome: str) -> None:
    expected = read_reference(name)["outcomes"][outcome]["transition_counts"]
    links = read_sample(name).tabulate(outcome).links(outcome)
    counted = [[links.get((a, b), 0) for b in expected["cols"]] for a in expected["rows"]]
    assert counted == expected["values"]


@pytest.mark.parametrize("rule", DegreeRule)
@pytest.mark.parametrize(("name", "outcome"), CASES)
def test_sums_of_arrays_are_those_of_records(name: str, outcome: str, rule: DegreeRule) -> None:
    sample = read_sample(name)
    expected = sum_records(sample.values(outcome), sample.degrees, rule)
    counted = sample.tabulate(outcome).sample(outcome, rule)
    assert counted.values.keys() == expected.values.keys()
    for value, moments in expected.values.items():
        own = counted.values[value]
        assert (own.n, own.affected) == (moments.n, moments.affected)
        assert (own.mass, own.squares) == pytest.approx((moments.mass, moments.squares), rel=1e-12)


def test_hand_computed_shares() -> None:
    # 1/d: a 1/2 + 1/4 = 0.75, b 1/4 = 0.25; the fourth has no degree.
    estimates = estimate_records(
        ["a", "a", "b", "b"], [2, 4, 4, None], [None, 0, 0, 1], DegreeRule.EXCLUDE
    )
    assert {value: e.share for value, e in estimates.items()} == {"a": 0.75, "b": 0.25}
    assert (estimates["a"].n, estimates["a"].affected_count) == (3, 1)


def test_equal_degrees_give_the_raw_share() -> None:
    rows = [make_row(5, x=int(i < 3)) for i in range(12)]
    assert Sample(rows, [None] * 12).estimate("x", MAXIMUM)[1].share == pytest.approx(0.25)


def test_missing_outcome_is_in_neither_sum_but_sets_the_maximum() -> None:
    estimates = estimate_records(
        ["a", "b", None], [None, 10, 20], [None, 0, 0], DegreeRule.SAMPLE_MAXIMUM
    )
    assert estimates["a"].share == pytest.approx((1 / 20) / (1 / 20 + 1 / 10))


def test_new_names_change_nothing() -> None:
    sample = read_sample("faux")
    renamed = [{"black": 3, "blue": 1, "green": 2}.get(value) for value in sample.values("Y")]
    other = estimate_records(renamed, sample.degrees, sample.recruiters, DegreeRule.SAMPLE_MAXIMUM)
    estimates = sample.estimate("Y", MAXIMUM)
    for code, label in ((3, "black"), (1, "blue"), (2, "green")):
        assert other[code].share == pytest.approx(estimates[label].share, rel=1e-12)
        assert other[code].low == pytest.approx(estimates[label].low, rel=1e-12)


def test_value_of_excluded_respondents_only_has_share_zero() -> None:
    estimates = estimate_records(
        ["a"] * 12 + ["b"], [3] * 12 + [0], [None] * 13, DegreeRule.EXCLUDE
    )
    assert estimates["b"].share == 0
    assert estimates["b"].note is NoInterval.NO_VARIATION


def test_nobody_weighted_has_no_share() -> None:
    estimates = estimate_records(["a"], [None], [None], DegreeRule.EXCLUDE)
    assert (estimates["a"].share, estimates["a"].note) == (None, NoInterval.NOBODY)
