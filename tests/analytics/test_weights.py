"""Individual RDS-II weights: inverse to the degree, by the rule, with the mean 1."""

from collections import Counter

import pytest

from analytics.estimators.degree import DegreeRule, UnknownDegreesError
from analytics.estimators.weighting import make_weights
from tests.analytics.samples import read_sample

EXCLUDE, MAXIMUM = DegreeRule.EXCLUDE, DegreeRule.SAMPLE_MAXIMUM


def test_weights_are_inverse_to_the_degree_and_one_on_average() -> None:
    weights = make_weights({2: 1, 4: 1}, EXCLUDE)
    assert [weights.weigh(degree) for degree in (2, 4)] == pytest.approx([4 / 3, 2 / 3])


@pytest.mark.parametrize(("rule", "weight"), [(EXCLUDE, None), (MAXIMUM, 2 / 3)])
def test_missing_and_zero_degrees_follow_the_rule(rule: DegreeRule, weight: float | None) -> None:
    weights = make_weights({2: 2, 5: 1, 0: 1, None: 2}, rule)
    # As 5 each they make Σ 1/d 1.8 for six people: 6 / 1.8 / 5.
    assert [weights.weigh(None), weights.weigh(0)] == [pytest.approx(weight)] * 2


def test_nobody_is_weighted_where_no_degree_is_known() -> None:
    assert make_weights({}, EXCLUDE).weigh(3) is None
    assert make_weights({None: 4}, EXCLUDE).weigh(None) is None
    with pytest.raises(UnknownDegreesError):
        make_weights({None: 4}, MAXIMUM)


@pytest.mark.parametrize("rule", DegreeRule)
@pytest.mark.parametrize("name", ["faux", "fauxmadrona", "nyjazz"])
def test_weighted_shares_are_the_estimates(name: str, rule: DegreeRule) -> None:
    sample = read_sample(name)
    outcome = {"faux": "X", "fauxmadrona": "disease", "nyjazz": "Race.WBO."}[name]
    values, degrees = sample.values(outcome), sample.degrees
    estimates = sample.estimate(outcome, rule)
    weights = make_weights(Counter(degrees), rule)
    pairs = [(v, weights.weigh(d) or 0) for v, d in zip(values, degrees, strict=True)]
    total = sum(weight for value, weight in pairs if value is not None)
    for code, estimate in estimates.items():
        share = sum(weight for value, weight in pairs if value == code) / total
        assert share == pytest.approx(estimate.share)
