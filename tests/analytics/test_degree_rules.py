"""A missing or zero degree is treated by the rule asked for, and the number treated is told."""

import pytest

from analytics.estimators.degree import DegreeRule, UnknownDegreesError, apply_rule

COUNTS = {("yes", 4): 3, ("yes", 0): 1, ("no", None): 2, ("no", 10): 1}
DEGREES = {4: 3, 0: 1, None: 2, 10: 1, 50: 1}


def test_exclude_leaves_them_out() -> None:
    usable = apply_rule(COUNTS, DEGREES, DegreeRule.EXCLUDE)
    assert usable.counts == {("yes", 4): 3, ("no", 10): 1}
    assert (usable.n, usable.affected_count) == (4, 3)


def test_sample_maximum_is_that_of_the_whole_sample() -> None:
    usable = apply_rule(COUNTS, DEGREES, DegreeRule.SAMPLE_MAXIMUM)
    assert usable.counts == {("yes", 4): 3, ("yes", 50): 1, ("no", 50): 2, ("no", 10): 1}
    assert (usable.n, usable.affected_count) == (7, 3)


def test_no_maximum_without_any_known_degree() -> None:
    with pytest.raises(UnknownDegreesError):
        apply_rule({("yes", None): 1}, {None: 1, 0: 4}, DegreeRule.SAMPLE_MAXIMUM)


def test_change_is_not_a_sample() -> None:
    with pytest.raises(ValueError, match="not a sample"):
        apply_rule({("yes", 4): -1}, {4: -1}, DegreeRule.EXCLUDE)
