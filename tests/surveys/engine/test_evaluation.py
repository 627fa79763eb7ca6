"""Three-valued evaluation: what is known, what is unknown, and how unknown spreads."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.engine.evaluation import evaluate, fold, may_hold
from surveys.engine.expression import Literal, parse, to_source
from surveys.engine.schema import Value

ANSWERS: dict[str, Value | None] = {
    "one": 1,
    "two": 2,
    "zero": 0,
    "refused": 99,
    "skipped": -1,
    "not_asked": -2,
    "not_reached": -3,
    "empty": None,
    "sector": "I",
    "ticked": [1, 3, 97],
    "mean": 2.5,
}
TRUTHS = {"true": True, "false": False, "unknown": None}


def value_of(source: str) -> object:
    return evaluate(parse(source), ANSWERS)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("one = 1", True),
        ("one != 1", False),
        ("one < two", True),
        ("two <= 1", False),
        ("two > 1 and two >= 2", True),
        ("sector = 'I'", True),
        ("sector = 1", False),
        ("sector < 1", None),
        ("refused = 99", True),
        ("refused in (1, 2)", False),
        ("sector in ('C', 'I')", True),
        ("two not in (1, 3)", True),
        ("one + two * 3 - 1", 6),
        ("-two", -2),
        ("mean * 2", 5.0),
        ("sector + 1", None),
        ("ticked = 1", None),
        ("999999999999999 * 999999999999999", None),
    ],
)
def test_comparison_and_arithmetic(source: str, value: object) -> None:
    assert value_of(source) == value


@pytest.mark.parametrize("name", ["skipped", "not_asked", "not_reached", "empty", "absent"])
@pytest.mark.parametrize(
    "source", ["{} = 1", "{} != 1", "{} < 5", "{} in (1, 2)", "{} + 1", "-{}", "selected({}, 1)"]
)
def test_no_answer_is_unknown_whatever_the_reason(source: str, name: str) -> None:
    assert value_of(source.format(name)) is None


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_and_or_follow_kleene(left: str, right: str) -> None:
    names = {"true": 1, "false": 0}
    pair = {TRUTHS[left], TRUTHS[right]}
    both = False if False in pair else None if None in pair else True
    either = True if True in pair else None if None in pair else False
    assert evaluate(parse(f"{left} and {right}"), names) is both
    assert evaluate(parse(f"{left} or {right}"), names) is either


@pytest.mark.parametrize(("source", "value"), [("one", False), ("zero", True), ("absent", None)])
def test_not_keeps_unknown(source: str, value: object) -> None:
    assert value_of(f"not {source}") is value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("selected(ticked, 3)", True),
        ("selected(ticked, 2, 97)", True),
        ("selected(ticked, 2)", False),
        ("selected(one, 1)", None),
        ("count_selected(ticked)", 3),
        ("count_selected(ticked, 1, 2, 3)", 2),
        ("count_selected(skipped)", None),
        ("answered(refused)", True),
        ("answered(skipped)", False),
        ("answered(ticked)", True),
        ("if(one = 1, 'yes', 'no')", "yes"),
        ("if(absent = 1, 'yes', 'no')", None),
        ("coalesce(absent, skipped, two)", 2),
        ("coalesce(absent, skipped)", None),
        ("min(two, one)", 1),
        ("max(two, one, absent)", None),
        ("mean_of(2, one, two, absent)", 1.5),
        ("mean_of(3, one, two, absent)", None),
        ("mean_of(0, absent)", None),
        ("without(one, 2, 3)", 1),
        ("without(refused, 98, 99)", None),
    ],
)
def test_functions(source: str, value: object) -> None:
    assert value_of(source) == value


values = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(0, 99), max_size=4),
)
sources = st.sampled_from(
    [
        "a + b * a - b",
        "a < b or not b = 1",
        "if(a, b, a) in (1, 'x')",
        "mean_of(1, a, b)",
        "selected(a, 1) and count_selected(b) > 1",
        "coalesce(a, b)",
        "min(a, b) <= max(a, b)",
        "without(a, 8)",
    ]
)


@given(sources, st.dictionaries(st.sampled_from("ab"), values))
def test_evaluation_never_raises(source: str, names: Mapping[str, Value | None]) -> None:
    evaluate(parse(source), names)


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("one = 1 and open = 2", "(1 = 1) and (open = 2)"),
        ("two > 1 or open = 2", "(2 > 1) or (open = 2)"),
    ],
)
def test_folding_leaves_only_open_names(source: str, folded: str) -> None:
    known = {"one": 1, "two": 2}
    tree = fold(parse(source), known, frozenset({"open"}))
    assert evaluate(tree, {"open": 2}) == evaluate(parse(folded), {"open": 2})
    assert "one" not in to_source(tree)


def test_folding_everything_known_leaves_its_value() -> None:
    assert fold(parse("one = 1"), {"one": 1}, frozenset()) == Literal(value=True)


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("open = 1", True),
        ("one = 1 and open = 1", True),
        ("one = 2 and open = 1", False),
        ("absent = 2 and open = 1", False),
        ("one = 2 or open = 1", True),
        ("one = 1", True),
        ("absent = 1", False),
    ],
)
def test_a_folded_condition_tells_whether_it_may_still_hold(source: str, *, answer: bool) -> None:
    assert may_hold(fold(parse(source), {"one": 1}, frozenset({"open"}))) is answer
