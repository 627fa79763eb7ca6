"""What a test of each kind needs, and what it says when it cannot be computed."""

import json

import pytest

from analytics.comparison.baseline import BaselineStudy, ClaimKind, list_flags, list_pairs
from analytics.comparison.claims import ClaimTest, Lack, Verdict
from analytics.comparison.reading import read_baseline
from analytics.comparison.testing import run_claim_tests
from analytics.estimators.degree import DegreeRule
from tests.analytics.samples import Sample, make_row
from tests.analytics.test_baseline import PATH

STATED = {  # quantity by quantity, as the study counts it
    "C1": [(35, 54)],
    "C2": [(19, 20), (3, 34)],
    "C3": [(11, 34), (4, 20), (11, 16), (4, 19)],
    "C4": [(8, 26), (7, 28)],
    "C5": [],
    "C6": [(44, 54), (4, 54)],
    "C7": [],
    "C8": [],
    "C9": [],
    "C10": [(8, 35)],
    "C11": [(25, 54)],
    "C12": [],
}


@pytest.fixture(name="baseline", scope="module")
def _baseline() -> BaselineStudy:
    return read_baseline(json.loads(PATH.read_text(encoding="utf-8")))


def run(baseline: BaselineStudy, sample: Sample) -> list[ClaimTest]:
    pairs = list_pairs(baseline)
    variables = {name for pair in pairs for name in pair} | {"net_any"}
    table = sample.tabulate(*sorted(variables), pairs=pairs)
    return list(run_claim_tests(table, baseline, DegreeRule.EXCLUDE, variables, pairs))


def run_order(baseline: BaselineStudy, cells: tuple[int, int, int, int]) -> ClaimTest:
    """C6 of people who named (both, career alone, salary alone, neither), all of degree 4."""
    named = ((1, 1), (1, 0), (0, 1), (0, 0))
    rows = [
        make_row(4, drv_CAR=career, drv_SAL=salary)
        for (career, salary), count in zip(named, cells, strict=True)
        for _ in range(count)
    ]
    tests = run(baseline, Sample(rows, [None] * len(rows)))
    return next(test for test in tests if test.kind is ClaimKind.ORDER)


def test_every_count_of_the_study_stands_with_its_claim(baseline: BaselineStudy) -> None:
    found: dict[str, list[tuple[int, int]]] = {claim.id: [] for claim in baseline.claims}
    for test in run(baseline, Sample([], [])):
        counts = [row.baseline for row in test.rows]
        counts += [test.lacking.baseline] if test.lacking else []
        found[test.claim.id] += [(count.x, count.n) for count in counts if count]
    assert found == STATED


def test_order_is_judged_by_the_difference_of_the_same_people(baseline: BaselineStudy) -> None:
    test = run_order(baseline, (14, 5, 0, 22))
    assert [row.count for row in test.rows] == [19, 14]
    assert test.difference is not None
    assert test.difference.difference == pytest.approx(5 / 41)
    assert (round(test.difference.low, 3), round(test.difference.high, 3)) == (0.011, 0.226)
    assert test.verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ((14, 0, 5, 22), Verdict.CONTRADICTED),
        ((14, 5, 5, 22), Verdict.UNDETERMINED),
        ((4, 5, 0, 0), Verdict.TOO_FEW),
        ((0, 0, 0, 0), Verdict.TOO_FEW),
    ],
)
def test_order_may_be_otherwise(
    baseline: BaselineStudy, cells: tuple[int, int, int, int], verdict: Verdict
) -> None:
    assert run_order(baseline, cells).verdict is verdict


def test_order_weights_by_degree(baseline: BaselineStudy) -> None:
    rows = [make_row(2, drv_CAR=1, drv_SAL=0)] * 10 + [make_row(6, drv_CAR=1, drv_SAL=1)] * 10
    tests = run(baseline, Sample(rows, [None] * 20))
    order = next(test for test in tests if test.kind is ClaimKind.ORDER)
    assert order.difference is not None
    assert order.difference.difference == pytest.approx((10 / 2) / (10 / 2 + 10 / 6))


def test_groups_without_counts_in_the_study_are_compared_all_the_same(
    baseline: BaselineStudy,
) -> None:
    rows = [make_row(4, drv_ALU=position % 2, mig2=1 + position // 600) for position in range(1200)]
    tests = run(baseline, Sample(rows, [None] * len(rows)))
    alumni = next(test for test in tests if test.claim.id == "C5")
    assert (alumni.verdict, alumni.baseline_p) == (Verdict.SUPPORTED, None)
    assert [row.baseline_estimate for row in alumni.rows] == [None, None]


def test_what_waits_for_an_estimator_names_it(baseline: BaselineStudy) -> None:
    waiting = [
        (test.claim.id, test.lacking.kind, test.lacking.name)
        for test in run(baseline, Sample([], []))
        if test.lacking
    ]
    assert waiting == [
        ("C7", Lack.ESTIMATOR, "share_within_group"),
        ("C7", Lack.ESTIMATOR, "paired_means"),
        ("C8", Lack.ESTIMATOR, "order_of_several_shares"),
        ("C9", Lack.ESTIMATOR, "share_below_bound"),
        ("C10", Lack.ESTIMATOR, "share_within_group"),
        ("C11", Lack.ESTIMATOR, "unprompted_mentions"),
        ("C12", Lack.ESTIMATOR, "share_within_group"),
    ]


def test_absent_variables_are_named_and_keep_no_other_claim_waiting(
    baseline: BaselineStudy,
) -> None:
    table = Sample([], []).tabulate("net_any", "gender", "drv_PAR", pairs=(("drv_PAR", "gender"),))
    variables, pairs = ("net_any", "gender", "drv_PAR"), (("drv_PAR", "gender"),)
    tests = run_claim_tests(table, baseline, DegreeRule.EXCLUDE, variables, pairs)
    absent = {
        test.claim.id: test.lacking.name
        for test in tests
        if test.lacking and test.lacking.kind is Lack.VARIABLES
    }
    assert absent["C2"] == "drv_KIN, mig2"
    assert not {"C1", "C4"} & absent.keys()


def test_pair_that_is_not_counted_is_named(baseline: BaselineStudy) -> None:
    pairs = list_pairs(baseline)
    variables = {name for pair in pairs for name in pair} | {"net_any"}
    table = Sample([], []).tabulate("net_any")
    tests = run_claim_tests(table, baseline, DegreeRule.EXCLUDE, variables, pairs[:1])
    lacking = next(test.lacking for test in tests if test.claim.id == "C4")
    assert lacking is not None
    assert (lacking.kind, lacking.name) == (Lack.COUNTS, "drv_PAR × gender")


def test_drivers_and_compared_variables_are_flags(baseline: BaselineStudy) -> None:
    assert {"drv_SAL", "net_combo", "soc_amenity_1"} <= list_flags(baseline)
    assert not {"mig2", "gender", "uni2"} & list_flags(baseline)
