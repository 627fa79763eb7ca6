"""The browser's interpreter of expressions gives the engine's values."""

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from surveys.engine.evaluation import evaluate
from surveys.engine.expression import Apply, Literal, Name, Node, parse, to_json, to_source
from surveys.engine.missing import ENGINE_CODES
from surveys.engine.schema import Value
from surveys.engine.typed import drop_unseen, parse_integer
from tests.surveys.engine.vectors import is_same, list_cases, load_names

pytestmark = pytest.mark.browser
EVALUATE = """([trees, names]) => trees.map((tree) => conditions.evaluate(tree,
    (name) => (Object.hasOwn(names, name) ? names[name] : undefined)))"""


@pytest.fixture(scope="module")
def page(chromium: Browser, repository: Path) -> Iterator[Page]:
    """An empty page with the script alone."""
    opened = chromium.new_page()
    opened.add_script_tag(path=repository / "surveyproj/static/js/conditions.js")
    yield opened
    opened.close()


def test_the_browser_gives_each_expression_its_value(page: Page) -> None:
    cases = list_cases()
    trees = [to_json(parse(source)) for source, _ in cases]
    found = page.evaluate(EVALUATE, [trees, load_names()])
    wrong = {
        source: (given, value)
        for (source, value), given in zip(cases, found, strict=True)
        if not is_same(given, value)
    }
    assert wrong == {}


def test_every_character_counts_alike_in_a_number(page: Page) -> None:
    """All of two planes and the tags that this Python knows."""
    codes = [*range(0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200)]
    signs = [sign for sign in map(chr, codes) if unicodedata.category(sign) not in ("Cn", "Co")]
    read = "(signs) => signs.map((sign) => ['', '7'].map((more) => conditions.number(sign + more)))"
    wrong = {
        sign: (found, [parse_integer(sign), parse_integer(f"{sign}7")])
        for sign, found in zip(signs, page.evaluate(read, signs), strict=True)
        if found != [parse_integer(sign), parse_integer(f"{sign}7")]
    }
    assert wrong == {}


@given(st.text(st.sampled_from("0123456789２²-－–.。 \u3000\u200b\ufeffx"), max_size=14))
@settings(derandomize=True, database=None, deadline=None, max_examples=200)
def test_a_number_is_read_alike_in_both(page: Page, typed: str) -> None:
    found = page.evaluate("(typed) => [conditions.number(typed), conditions.seen(typed)]", typed)
    assert found == [parse_integer(typed), drop_unseen(typed)]


def _is_no_blank(number: float) -> bool:
    """A browser does not tell -1.0 from -1, the stored code for no answer."""
    return number not in ENGINE_CODES


largest = 10**15
edges = st.sampled_from([0, 1, 2, 99, -1, -3, 0.5, largest - 1, largest, -largest])
numbers = edges | st.integers(-largest, largest) | st.floats(-largest, largest).filter(_is_no_blank)
too_large = st.sampled_from([largest + 1, 2**53 + 1, -(10**20), 1e300])
codes = st.sampled_from([0, 1, 2, "1", "x", ""])
lists = st.lists(codes, max_size=3)
answers = st.one_of(st.none(), st.booleans(), numbers, too_large, codes, lists)
constants = st.one_of(st.none(), st.booleans(), numbers, codes, lists.map(tuple)).map(Literal)
names = st.sampled_from("abcd").map(Name)


def apply(operators: str, operands: st.SearchStrategy[list[Node]]) -> st.SearchStrategy[Node]:
    """Any of the operators over these operands."""
    return st.builds(Apply, st.sampled_from(operators.split()), operands.map(tuple))


def combine(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Every operator and function there is, over smaller trees."""
    some_codes = st.lists(codes.map(Literal), min_size=1, max_size=3)
    return st.one_of(
        apply("and or + * coalesce min max", st.lists(nodes, min_size=1, max_size=3)),
        apply("mean_of", st.lists(nodes, min_size=2, max_size=4)),
        apply("= != < <= > >=", st.lists(nodes, min_size=2, max_size=2)),
        apply("not - answered count_selected", nodes.map(lambda node: [node])),
        apply(
            "in without selected count_selected", st.builds(lambda a, b: [a, *b], nodes, some_codes)
        ),
        apply("if", st.lists(nodes, min_size=3, max_size=3)),
    )


trees = st.recursive(names | constants, combine, max_leaves=12)


@settings(derandomize=True, database=None, deadline=None, max_examples=400)
@given(trees, st.dictionaries(st.sampled_from("abcd"), answers))
def test_any_tree_has_the_same_value_in_both(
    page: Page, tree: Node, given_names: Mapping[str, Value | None]
) -> None:
    found = page.evaluate(EVALUATE, [[to_json(tree)], given_names])[0]
    assert is_same(found, evaluate(tree, given_names)), to_source(tree)
