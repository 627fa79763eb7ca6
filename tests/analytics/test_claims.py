"""Claims C1 to C4: made-up samples with a known answer get the verdict they deserve."""

import json
from random import Random

import pytest

from analytics.comparison.baseline import BaselineStudy, ClaimKind, list_pairs
from analytics.comparison.claims import ClaimTest, Verdict
from analytics.comparison.reading import read_baseline
from analytics.comparison.testing import run_claim_tests
from analytics.estimators.degree import DegreeRule
from analytics.estimators.result import IntervalMethod, NoInterval
from tests.analytics.samples import Sample, make_row
from tests.analytics.test_baseline import PATH

INTRA, INTER, MALE, FEMALE = 1, 2, 1, 2
VARIABLES = ("drv_KIN", "drv_PAR", "net_any", "mig2", "mig2_net", "gender")


@pytest.fixture(name="baseline", scope="module")
def _baseline() -> BaselineStudy:
    return read_baseline(json.loads(PATH.read_text(encoding="utf-8")))


def draw(
    n: int, kin: tuple[float, float], partner: tuple[float, float], *, is_linked: bool = True
) -> Sample:
    """`kin` by migration (intra, inter) and `partner` by gender (men, women), drawn by chance."""
    random, rows = Random(7), []
    for _ in range(n):
        mig2, gender = random.choice((INTRA, INTER)), random.choice((MALE, FEMALE))
        has_kin = int(random.random() < kin[mig2 - 1])
        has_partner = int(random.random() < partner[gender - 1])
        values = {"mig2": mig2, "gender": gender, "drv_KIN": has_kin, "drv_PAR": has_partner}
        values["net_any"] = int(has_kin or has_partner)
        if values["net_any"]:
            values["mig2_net"] = mig2
        rows.append(make_row(random.choice((5, 10, 20, 40)), **values))
    return Sample(rows, [None, *range(n - 1)] if is_linked else [None] * n)


def run(baseline: BaselineStudy, sample: Sample) -> dict[tuple[str, str], ClaimTest]:
    pairs = list_pairs(baseline)
    table = sample.tabulate("drv_KIN", "drv_PAR", "net_any", pairs=pairs)
    tests = run_claim_tests(table, baseline, DegreeRule.EXCLUDE, VARIABLES, pairs)
    computed = (test for test in tests if test.lacking is None)
    return {(test.claim.id, test.denominator.key): test for test in computed}


ALL, DRIVEN = "all", "network_driven"


def test_a_world_like_the_paper_supports_its_claims(baseline: BaselineStudy) -> None:
    tests = run(baseline, draw(4000, kin=(0.9, 0.1), partner=(0.3, 0.3)))
    verdicts = {key: test.verdict for key, test in tests.items()}
    assert verdicts == {
        ("C1", ALL): Verdict.SUPPORTED,
        ("C2", ALL): Verdict.SUPPORTED,
        ("C3", ALL): Verdict.UNDETERMINED,
        ("C3", DRIVEN): Verdict.SUPPORTED,
        ("C4", ALL): Verdict.SUPPORTED,
    }


def test_a_world_unlike_the_paper_contradicts_its_claims(baseline: BaselineStudy) -> None:
    tests = run(baseline, draw(4000, kin=(0.1, 0.4), partner=(0.3, 0.1)))
    assert tests["C1", ALL].verdict is Verdict.CONTRADICTED
    assert tests["C2", ALL].verdict is Verdict.CONTRADICTED
    assert tests["C4", ALL].verdict is Verdict.CONTRADICTED


def test_a_middling_sample_leaves_it_open(baseline: BaselineStudy) -> None:
    tests = run(baseline, draw(60, kin=(0.3, 0.3), partner=(0.3, 0.3)))
    assert {test.verdict for test in tests.values()} == {Verdict.UNDETERMINED}


def test_fewer_than_ten_in_a_group_are_too_few(baseline: BaselineStudy) -> None:
    tests = run(baseline, draw(9, kin=(0.9, 0.1), partner=(0.3, 0.3)))
    assert {test.verdict for test in tests.values()} == {Verdict.TOO_FEW}
    row = tests["C2", ALL].rows[0]
    assert (row.estimate.low, row.estimate.note) == (None, NoInterval.TOO_FEW)
    assert tests["C2", ALL].difference is None


def test_nobody_yet_is_too_few(baseline: BaselineStudy) -> None:
    tests = run(baseline, Sample([], []))
    assert {test.verdict for test in tests.values()} == {Verdict.TOO_FEW}
    assert tests["C1", ALL].rows[0].estimate.note is NoInterval.NOBODY


def test_rows_stand_beside_the_interviews(baseline: BaselineStudy) -> None:
    tests = run(baseline, draw(200, kin=(0.9, 0.1), partner=(0.3, 0.3)))
    beside = {
        key: [(row.key, row.baseline.x, row.baseline.n) for row in test.rows]
        for key, test in tests.items()
    }
    assert beside == {
        ("C1", ALL): [("any", 35, 54)],
        ("C2", ALL): [("intraprovincial", 19, 20), ("interprovincial", 3, 34)],
        ("C3", ALL): [("interprovincial", 11, 34), ("intraprovincial", 4, 20)],
        ("C3", DRIVEN): [("interprovincial", 11, 16), ("intraprovincial", 4, 19)],
        ("C4", ALL): [("male", 8, 26), ("female", 7, 28)],
    }


def test_groups_are_weighted_within_themselves(baseline: BaselineStudy) -> None:
    rows = [make_row(2, drv_KIN=1, mig2=INTRA)] * 10 + [make_row(6, drv_KIN=0, mig2=INTRA)] * 10
    rows += [make_row(1, drv_KIN=0, mig2=INTER)] * 15
    row = run(baseline, Sample(rows, [None] * len(rows)))["C2", ALL].rows[0]
    assert row.estimate.share == pytest.approx((10 / 2) / (10 / 2 + 10 / 6))
    assert (row.count, row.estimate.n) == (10, 20)


def test_majority_uses_the_chain_when_there_is_one(baseline: BaselineStudy) -> None:
    linked = run(baseline, draw(300, kin=(0.9, 0.1), partner=(0.3, 0.3)))["C1", ALL]
    loose = run(baseline, draw(300, kin=(0.9, 0.1), partner=(0.3, 0.3), is_linked=False))["C1", ALL]
    assert linked.rows[0].estimate.interval is IntervalMethod.VOLZ_HECKATHORN
    assert loose.rows[0].estimate.interval is IntervalMethod.WILSON_EFFECTIVE


def test_claim_of_equality_is_judged_by_equivalence(baseline: BaselineStudy) -> None:
    test = run(baseline, draw(4000, kin=(0.5, 0.5), partner=(0.3, 0.3)))["C4", ALL]
    assert test.kind is ClaimKind.ALIKE
    assert test.equivalence is not None
    assert test.equivalence.p_value < 0.05
    assert -0.1 < test.equivalence.low < test.equivalence.high < 0.1


def test_alike_groups_leave_a_claim_of_more_undecided(baseline: BaselineStudy) -> None:
    test = run(baseline, draw(4000, kin=(0.5, 0.5), partner=(0.3, 0.3)))["C2", ALL]
    assert test.difference is not None
    assert -0.1 < test.difference.low < 0 < test.difference.high < 0.1
    assert (test.kind, test.verdict) == (ClaimKind.GREATER, Verdict.UNDETERMINED)
    assert test.equivalence is None


def test_majority_is_not_tested_against_the_interviews(baseline: BaselineStudy) -> None:
    test = run(baseline, draw(4000, kin=(0.9, 0.1), partner=(0.3, 0.3)))["C1", ALL]
    assert (test.difference, test.equivalence, test.baseline_p) == (None, None, None)


def test_interviews_own_table_is_tested_exactly(baseline: BaselineStudy) -> None:
    tests = run(baseline, draw(60, kin=(0.3, 0.3), partner=(0.3, 0.3)))
    assert tests["C3", ALL].baseline_p == pytest.approx(0.37, abs=0.005)
    assert tests["C3", DRIVEN].baseline_p == pytest.approx(0.007, abs=0.0005)


def test_caution_of_the_study_stands_with_its_claim(baseline: BaselineStudy) -> None:
    tests = run(baseline, draw(60, kin=(0.3, 0.3), partner=(0.3, 0.3)))
    assert "0.37" in tests["C3", ALL].claim.caution["en"]
    assert tests["C2", ALL].claim.caution == {}


def test_counts_beside_a_share_are_those_the_share_stands_on(baseline: BaselineStudy) -> None:
    sample = draw(400, kin=(0.9, 0.1), partner=(0.3, 0.3))
    nameless = [make_row(None, mig2=INTRA, gender=MALE, drv_KIN=1, drv_PAR=0, net_any=1)] * 20
    more = Sample([*sample.rows, *nameless], [*sample.recruiters, *[None] * 20])
    plain, mixed = (run(baseline, one)["C1", ALL].rows[0] for one in (sample, more))
    assert (mixed.count, mixed.estimate.n) == (plain.count, plain.estimate.n)
