"""Unweighted shares carry Wilson's interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.estimators.naive import estimate_count, wilson_interval
from analytics.estimators.result import NoInterval


def test_wilson_agrees_with_a_published_value() -> None:
    # Newcombe 1998, Stat. Med. 17:857-872, Table I, method 3: 81 of 263.
    assert wilson_interval(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 0.2775), (10, 0.7225, 1.0)])
def test_wilson_stays_inside_at_the_ends(count: int, low: float, high: float) -> None:
    assert wilson_interval(count / 10, 10) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_mirrors(case: tuple[int, int]) -> None:
    count, n = case
    low, high = wilson_interval(count / n, n)
    assert 0 <= low <= count / n <= high <= 1
    assert wilson_interval(1 - count / n, n) == pytest.approx((1 - high, 1 - low))


def test_nobody_has_no_share() -> None:
    estimate = estimate_count(0, 0)
    assert (estimate.share, estimate.note) == (None, NoInterval.NOBODY)


@pytest.mark.parametrize(("share", "n"), [(0.5, 0), (1.5, 10), (-0.1, 10)])
def test_impossible_proportion_is_refused(share: float, n: float) -> None:
    with pytest.raises(ValueError, match="No interval"):
        wilson_interval(share, n)
