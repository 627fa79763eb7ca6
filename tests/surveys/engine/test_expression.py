"""Parsing expressions: what the grammar accepts, refuses, and never lets through."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.engine.expression import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_NODES,
    Apply,
    ExpressionError,
    Literal,
    Name,
    Node,
    parse,
    references,
    to_json,
    to_source,
)

names = st.sampled_from(["edu", "help_2", "is_referred", "x"])
codes = st.one_of(st.integers(0, 10**9), st.text("abcXYZ -_", max_size=8)).map(Literal)
numbers = st.integers(-999, 999).map(Literal)


def _applied(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def chain(operator: str) -> st.SearchStrategy[Node]:
        return st.lists(children, min_size=2, max_size=3).map(
            lambda nodes: Apply(operator, tuple(nodes))
        )

    tested = st.tuples(children, codes).map(lambda pair: Apply("in", pair))
    ticked = st.tuples(names.map(Name), codes).map(lambda pair: Apply("selected", pair))
    negated = children.map(lambda node: Apply("not", (node,)))
    compared = st.tuples(children, children).map(lambda pair: Apply("<=", pair))
    return st.one_of(chain("and"), chain("or"), chain("max"), tested, ticked, negated, compared)


trees = st.recursive(st.one_of(names.map(Name), numbers), _applied, max_leaves=12)


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("edu", Name("edu")),
        ("unknown", Literal(None)),
        ("'I'", Literal("I")),
        ("1.5", Literal(1.5)),
        ("-5", Literal(-5)),
        ("a = 1", Apply("=", (Name("a"), Literal(1)))),
        ("a in (1, 'x')", Apply("in", (Name("a"), Literal(1), Literal("x")))),
        ("selected(a, 1)", Apply("selected", (Name("a"), Literal(1)))),
        ("a + b - 1", Apply("+", (Name("a"), Name("b"), Literal(-1)))),
        ("a - b", Apply("+", (Name("a"), Apply("-", (Name("b"),))))),
    ],
)
def test_an_expression_becomes_a_tree(source: str, tree: Node) -> None:
    assert parse(source) == tree


@pytest.mark.parametrize(
    ("loose", "strict"),
    [
        ("a or b and c", "a or (b and c)"),
        ("not a and b", "(not a) and b"),
        ("not a = 1", "not (a = 1)"),
        ("a + b * c = d", "(a + (b * c)) = d"),
        ("a not in (1)", "not (a in (1))"),
        ("a or b or c", "a or b or c"),
    ],
)
def test_operators_bind_in_the_usual_order(loose: str, strict: str) -> None:
    assert parse(loose) == parse(strict)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("", 0),
        ("   ", 0),
        ("a =", 3),
        ("a = = 1", 4),
        ("1 < a < 3", 6),
        ("a b", 2),
        ("(a", 2),
        ("a in ()", 6),
        ("a in (b)", 6),
        ("a in (1", 7),
        ("and", 0),
        ("a.b", 1),
        ("a[0]", 1),
        ("__import__('os')", 0),
        ("lambda: 1", 6),
        ("open('x')", 4),
        ("a == 1", 3),
        ("a / 2", 2),
        ("a ** 2", 3),
        ("1e9", 0),
        ("'unfinished", 0),
        ("selected(1, 2)", 9),
        ("selected(a)", 0),
        ("selected(a, b)", 12),
        ("answered(not)", 9),
        ("if(a, 1)", 0),
        ("min()", 4),
        ("9" * 16, 0),
    ],
)
def test_a_fault_is_refused_with_its_place(source: str, place: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    assert caught.value.place == place


@pytest.mark.parametrize(
    "source",
    [
        "a" * (MAX_LENGTH + 1),
        "(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1),
        "not " * (MAX_DEPTH + 1) + "a",
        "-" * (MAX_DEPTH + 1) + "a",
        "1" + " + 1" * MAX_NODES,
    ],
)
def test_length_depth_and_size_have_limits(source: str) -> None:
    with pytest.raises(ExpressionError):
        parse(source)


def test_a_long_chain_is_one_flat_node() -> None:
    tree = parse(" or ".join(["a"] * 400))
    assert isinstance(tree, Apply)
    assert len(tree.operands) == 400


WORDS = "a 1 'x' ( ) , = < + - * and or not in selected if min unknown answered mean_of without"


@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDS.split()), max_size=20).map(" ".join))
def test_any_text_parses_to_something_writable_or_is_refused(source: str) -> None:
    with contextlib.suppress(ExpressionError):
        tree = parse(source)
        assert parse(to_source(tree)) == tree


@given(trees)
def test_a_tree_written_out_parses_to_itself(tree: Node) -> None:
    assert parse(to_source(tree)) == tree


def test_references_name_everything_the_expression_rests_on() -> None:
    assert references(parse("if(a = 1, b, selected(c, 2)) + b")) == {"a", "b", "c"}


def test_the_browser_gets_plain_json() -> None:
    assert to_json(parse("not selected(help, 90) or a = unknown")) == {
        "op": "or",
        "args": [
            {"op": "not", "args": [{"op": "selected", "args": [{"name": "help"}, 90]}]},
            {"op": "=", "args": [{"name": "a"}, None]},
        ],
    }
