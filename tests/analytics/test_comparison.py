"""Two shares are compared with Newcombe's interval at their effective sizes."""

import subprocess
import sys

import pytest

from analytics.estimators.comparison import (
    DesignEffect,
    Difference,
    EffectBasis,
    Proportion,
    compute_design_effect,
    compute_difference,
    compute_equivalence,
    compute_paired_difference,
    fisher_p,
)
from analytics.estimators.degree import DegreeRule
from analytics.estimators.moments import sum_recruiting
from analytics.estimators.rds_ii import compute_variance
from tests.analytics.samples import read_sample, sum_records


def compare_pair(both: int, first: int, second: int, neither: int) -> Difference:
    n = both + first + second + neither
    return compute_paired_difference(
        Proportion((both + first) / n, n), Proportion((both + second) / n, n), both / n
    )


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [  # Newcombe 1998, Stat. Med. 17:873-890, Table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
    ],
)
def test_interval_equals_the_published_one(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    difference = compute_difference(
        Proportion(first[0] / first[1], first[1]), Proportion(second[0] / second[1], second[1])
    )
    assert (difference.low, difference.high) == pytest.approx((low, high), abs=6e-5)


def test_z_test_agrees_with_the_chi_squared_of_the_table() -> None:
    # 56/70 against 48/80: chi-squared without correction 7.033, 1 degree of freedom.
    difference = compute_difference(Proportion(0.8, 70), Proportion(0.6, 80))
    assert difference.p_value == pytest.approx(0.00800, abs=5e-5)


def test_turning_the_pair_turns_the_interval() -> None:
    first, second = Proportion(0.3, 40), Proportion(0.5, 90)
    one, other = compute_difference(first, second), compute_difference(second, first)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    assert one.p_value == pytest.approx(other.p_value)


def test_interval_of_a_pair_equals_the_published_one() -> None:
    # Altman, Machin, Bryant & Gardner 2000, Statistics with Confidence, p. 52: 0.011 to 0.226.
    difference = compare_pair(14, 5, 0, 22)
    assert (round(difference.low, 3), round(difference.high, 3)) == (0.011, 0.226)


def test_p_of_a_pair_is_mcnemars() -> None:
    # 12 against 2 discordant: chi-squared 100/14 without correction, 1 degree of freedom.
    assert compare_pair(20, 12, 2, 16).p_value == pytest.approx(0.00753, abs=5e-6)


def test_turning_the_pair_of_one_sample_turns_its_interval() -> None:
    one, other = compare_pair(20, 12, 2, 16), compare_pair(20, 2, 12, 16)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_unrelated_shares_of_the_same_people_are_as_independent_ones() -> None:
    first, second = Proportion(0.4, 100), Proportion(0.5, 100)
    pair = compute_paired_difference(first, second, 0.2)
    independent = compute_difference(first, second)
    assert (pair.low, pair.high) == pytest.approx((independent.low, independent.high))


def test_nobody_with_one_alone_is_no_difference() -> None:
    assert compare_pair(54, 0, 0, 0).p_value == 1


def test_impossible_common_share_is_refused() -> None:
    with pytest.raises(ValueError, match="in common"):
        compute_paired_difference(Proportion(0.3, 50), Proportion(0.5, 50), 0.4)


def test_design_effect_costs_respondents() -> None:
    costly = DesignEffect(4.0, EffectBasis.VOLZ_HECKATHORN)
    assert Proportion(0.3, 400, costly).interval() == Proportion(0.3, 100).interval()


def test_design_effect_is_the_chain_variance_over_the_simple_one() -> None:
    table = read_sample("faux").tabulate("Z")
    sample = table.sample("Z", DegreeRule.EXCLUDE)
    effect = compute_design_effect(sample, sum_recruiting(table.links("Z")), "blue")
    share = 0.406943865757717
    variance = compute_variance(sample, sum_recruiting(table.links("Z")), "blue")
    assert effect.basis is EffectBasis.VOLZ_HECKATHORN
    assert effect.size == pytest.approx(variance / (share * (1 - share) / 389))


def test_without_links_the_weights_alone_count() -> None:
    sample = sum_records(["a"] * 6 + ["b"] * 6, [1] * 6 + [3] * 6, DegreeRule.EXCLUDE)
    effect = compute_design_effect(sample, sum_recruiting({}), "a")
    assert effect == DesignEffect(pytest.approx(12 * (6 + 6 / 9) / 8**2), EffectBasis.KISH)


def test_design_effect_is_never_below_one() -> None:
    sample = sum_records(["a", "b"] * 20, [2] * 40, DegreeRule.EXCLUDE)
    alternating = {("a", "b"): 19, ("b", "a"): 20, ("a", "a"): 1}
    assert compute_design_effect(sample, sum_recruiting(alternating), "a").size == 1


def test_equal_shares_of_many_are_alike() -> None:
    equivalence = compute_equivalence(Proportion(0.3, 900), Proportion(0.31, 900), 0.10)
    assert equivalence.is_alike
    assert equivalence.p_value < 0.001


def test_equal_shares_of_few_are_not_known_to_be_alike() -> None:
    equivalence = compute_equivalence(Proportion(0.3, 30), Proportion(0.3, 30), 0.10)
    assert not equivalence.is_alike
    assert equivalence.p_value > 0.05


def test_different_shares_are_not_alike() -> None:
    equivalence = compute_equivalence(Proportion(0.3, 5000), Proportion(0.45, 5000), 0.10)
    assert not equivalence.is_alike
    assert equivalence.p_value == 0.5


@pytest.mark.parametrize("n", [100, 250, 400, 900])
def test_p_value_and_verdict_agree(n: int) -> None:
    equivalence = compute_equivalence(Proportion(0.3, n), Proportion(0.32, n), 0.10)
    assert equivalence.is_alike == (equivalence.p_value < 0.05)


@pytest.mark.parametrize("margin", [0, 1, -0.1])
def test_senseless_margin_is_refused(margin: float) -> None:
    with pytest.raises(ValueError, match="margin"):
        compute_equivalence(Proportion(0.3, 30), Proportion(0.3, 30), margin)


def test_fisher_agrees_with_the_tea_tasting_table() -> None:
    assert fisher_p((3, 4), (1, 4)) == pytest.approx(0.4857, abs=5e-5)


def test_estimators_start_without_scipy_numpy_or_django() -> None:
    code = (
        "import sys, analytics.comparison.testing;"
        "sys.exit(any(name.split('.')[0] in ('scipy', 'numpy', 'django') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
