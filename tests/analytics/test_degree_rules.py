"""A missing or zero degree is treated by the rule asked for, and the number treated is told."""

import pytest

from analytics.estimators.degree import DegreeRule, UnknownDegreesError, find_stand_in
from analytics.estimators.moments import Moments
from tests.analytics.samples import Sample, make_row

ROWS = [
    *[make_row(4, x="yes")] * 3,
    make_row(0, x="yes"),
    *[make_row(None, x="no")] * 2,
    make_row(10, x="no"),
    make_row(50),
]


def tabulate(rule: DegreeRule) -> tuple[Moments, Moments, Moments]:
    sample = Sample(ROWS, [None] * len(ROWS)).tabulate("x").sample("x", rule)
    return sample.values["yes"], sample.values["no"], sample.total


def test_exclude_leaves_them_out() -> None:
    yes, no, total = tabulate(DegreeRule.EXCLUDE)
    assert (yes, no) == (Moments(3, 0.75, 3 / 16, 1), Moments(1, 0.1, 0.1**2, 2))
    assert (total.n, total.affected) == (4, 3)


def test_sample_maximum_is_that_of_the_whole_sample() -> None:
    yes, no, total = tabulate(DegreeRule.SAMPLE_MAXIMUM)
    assert (yes.n, yes.mass) == (4, pytest.approx(0.75 + 1 / 50))
    assert (no.n, no.mass) == (3, pytest.approx(0.1 + 2 / 50))
    assert (total.n, total.affected) == (7, 3)


def test_no_maximum_without_any_known_degree() -> None:
    with pytest.raises(UnknownDegreesError):
        find_stand_in({None: 1, 0: 4}, DegreeRule.SAMPLE_MAXIMUM)


def test_nobody_needs_no_maximum() -> None:
    assert find_stand_in({}, DegreeRule.SAMPLE_MAXIMUM) == 0
