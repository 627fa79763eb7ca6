"""The rules by which a baseline's claims are read and tested, each by itself."""

from typing import Any

import pytest

from analytics.comparison.baseline import (
    EVERYBODY,
    BaselineCategory,
    BaselineCount,
    BaselineDriver,
    BaselineTrait,
    Denominator,
    GroupTest,
    LaterTest,
    MajorityTest,
    OrderTest,
    StatedTest,
)
from analytics.comparison.claims import Lack
from analytics.comparison.document import BaselineError, DocumentPart
from analytics.comparison.interviews import read_traits
from analytics.comparison.statements import read_test
from analytics.comparison.testing import find_effect, find_lacking
from analytics.estimators.comparison import EffectBasis
from analytics.estimators.degree import DegreeRule
from tests.analytics.samples import Sample, make_row

COUNT = BaselineCount(5, 10)
PAY, HOME = (BaselineDriver(name, f"drv_{name}", {}, COUNT) for name in ("pay", "home"))
TOWN, LAND = (BaselineCategory(name, code, {}, COUNT, None) for code, name in enumerate("tl"))
ORIGIN = BaselineTrait("origin", "born", {}, (TOWN, LAND))
ADULTS = Denominator("adults", {})
GROUPS = [{"category": "t", "count": [1, 4]}, {"category": "l"}]
MORE_IN_TOWN = {"variable": "drv_pay", "trait": "born", "groups": GROUPS}


def _read(**test: Any) -> StatedTest:
    return read_test(DocumentPart(test), (PAY, HOME), (ORIGIN,), {"adults": ADULTS})


def test_majority_names_a_driver_and_those_asked() -> None:
    read = _read(kind="majority", driver="pay", denominator="adults")
    assert read == MajorityTest(PAY, ADULTS)


def test_order_keeps_the_drivers_in_the_order_stated() -> None:
    assert _read(kind="order", drivers=["home", "pay"]) == OrderTest((HOME, PAY), EVERYBODY)


def test_groups_are_those_of_the_trait_unless_stated_otherwise() -> None:
    read = [_read(kind="greater", **MORE_IN_TOWN, **more) for more in ({}, {"group_variable": "x"})]
    assert [test.variables for test in read] == [("drv_pay", "born"), ("drv_pay", "x")]


def test_group_may_be_without_a_count() -> None:
    read = _read(kind="alike", margin=0.1, **MORE_IN_TOWN)
    assert isinstance(read, GroupTest)
    assert [group.count for group in read.groups] == [BaselineCount(1, 4), None]


@pytest.mark.parametrize(
    "test",
    [
        {"kind": "majority", "driver": "pay", "margin": 0.1},
        {"kind": "order", "drivers": ["pay", "pay"]},
        {"kind": "order", "drivers": ["pay"]},
        {"kind": "alike", **MORE_IN_TOWN},
        {"kind": "alike", "margin": 1, **MORE_IN_TOWN},
        {"kind": "greater", "margin": 0.1, **MORE_IN_TOWN},
        {"kind": "greater", **MORE_IN_TOWN, "groups": GROUPS[:1]},
        {"kind": "not_computed_yet", "label": {}},
    ],
)
def test_test_that_is_not_as_its_kind_demands_is_refused(test: dict[str, Any]) -> None:
    with pytest.raises(BaselineError):
        _read(**test)


@pytest.mark.parametrize(("n", "is_refused"), [(3, False), (4, True)])
def test_counts_of_a_trait_add_up_to_the_interviews(n: int, is_refused: bool) -> None:
    entries = [{"key": str(x), "code": x, "label": {}, "count": x} for x in (1, 2)]
    traits = [{"key": "origin", "variable": "born", "label": {}, "categories": entries}]
    try:
        read_traits(DocumentPart(traits), n)
    except BaselineError:
        assert is_refused
    else:
        assert not is_refused


@pytest.mark.parametrize(
    ("test", "lack"),
    [
        (LaterTest("paired_means", {}, None, EVERYBODY), (Lack.ESTIMATOR, "paired_means")),
        (MajorityTest(PAY, EVERYBODY), None),
        (MajorityTest(HOME, EVERYBODY), (Lack.VARIABLES, "drv_home")),
        (OrderTest((PAY, PAY), EVERYBODY), (Lack.COUNTS, "drv_pay × drv_pay")),
        (OrderTest((PAY, HOME), EVERYBODY), (Lack.VARIABLES, "drv_home")),
    ],
)
def test_first_thing_lacking_is_told(test: StatedTest, lack: tuple[Lack, str] | None) -> None:
    lacking = find_lacking(test, ["drv_pay"], [])
    assert (lacking and (lacking.kind, lacking.name)) == lack


def test_without_recruitment_the_effect_is_of_the_weights_of_the_group() -> None:
    rows = [make_row(2, drv_pay=1)] * 10 + [make_row(6, drv_pay=0)] * 10
    table = Sample(rows, [None] * 20).tabulate("drv_pay")
    group = table.sample("drv_pay", DegreeRule.EXCLUDE)
    effect = find_effect("drv_pay", group, table, DegreeRule.EXCLUDE)
    # Kish 1965: n Σw²/(Σw)² with weights 1/2 and 1/6.
    assert effect.basis is EffectBasis.KISH
    assert effect.size == pytest.approx(20 * (10 / 4 + 10 / 36) / (10 / 2 + 10 / 6) ** 2)
