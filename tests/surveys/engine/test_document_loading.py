"""Loading a document: every fault is found, named with its place, and none hides another."""

import contextlib
import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.engine.errors import DocumentError
from surveys.engine.loading import load_document
from surveys.engine.schema import Order, Requirement
from tests.surveys.engine.builders import (
    make_choice,
    make_document,
    make_item,
    make_page,
    words,
)

MULTI = make_item("M", "m", type="multi", choices=[make_choice(1), make_choice(2)])


def derive(name: str, expression: str) -> dict[str, object]:
    return {"name": name, "label": words(name), "expression": expression}


def problems_of(document: Mapping[str, object]) -> set[tuple[str, str]]:
    with pytest.raises(DocumentError) as caught:
        load_document(document)
    return {(problem.place, problem.message) for problem in caught.value.problems}


def faults_beside_a(*items: Mapping[str, object]) -> set[tuple[str, str]]:
    return problems_of(make_document(make_page("one", make_item("A", "a"), MULTI, *items)))


def test_a_plain_document_loads_with_its_defaults() -> None:
    item = load_document(make_document()).pages[0].items[0]
    assert (item.requirement, item.order, item.maps_to) == (Requirement.SOFT, Order.FIXED, "")


@pytest.mark.parametrize(
    ("item", "place", "message"),
    [
        (make_item("X", "x", show_if="nobody = 1"), "X.show_if", "'nobody' is not known"),
        (make_item("X", "x", show_if="x = 1"), "X.show_if", "'x' comes only later"),
        (
            make_item("X", "x", show_if="a = "),
            "X.show_if",
            "expected a value, found 'the end' (character 4)",
        ),
        (make_item("X", "x", show_if="a = 7"), "X.show_if", "'a' has no choice 7"),
        (make_item("X", "x", show_if="a in (1, 7)"), "X.show_if", "'a' has no choice 7"),
        (make_item("X", "x", show_if="selected(m, 7)"), "X.show_if", "'m' has no choice 7"),
        (make_item("X", "x", show_if="selected(a, 1)"), "X.show_if", "'a' is not a multi item"),
        (
            make_item("X", "x", show_if="m = 1"),
            "X.show_if",
            "'m' is a multi item: use selected()",
        ),
        (make_item("X", "x", show_if="m"), "X.show_if", "'m' is a multi item: use selected()"),
        (make_item("X", "x", show_if=5.5), "X.show_if", "expected an expression"),
        (make_item("A", "x"), "a", "item id used 2 times"),
        (make_item("X", "A"), "a", "variable used 2 times"),
        (make_item("X", "survey_year"), "survey_year", "variable used 2 times"),
        (make_item("X", "m_1"), "m_1", "variable used 2 times"),
        (make_item("X", "and"), "X.variable", "'and' cannot be the name of a variable"),
        (make_item("X", "x y"), "X.variable", "'x y' cannot be the name of a variable"),
        (
            make_item("X", "x", choices=[make_choice(1), make_choice("1")]),
            "X.choices",
            "code 1 used 2 times",
        ),
        (
            make_item("X", "x", choices=[make_choice(-1)]),
            "X.choices[0].code",
            "expected a code: a whole number from 0, or letters and digits",
        ),
        (
            make_item("X", "x", choices=[{"code": 1, "label": words(" ")}]),
            "X.choices[0].label.en",
            "translation missing",
        ),
        (
            make_item("X", "x", prompt={"en": "x", "fr": "x"}),
            "X.prompt.fr",
            "not a language of this document",
        ),
        (make_item("X", "x", showif="a = 1"), "X.showif", "unknown key"),
        (
            make_item("X", "x", requirement="must"),
            "X.requirement",
            "expected one of: hard, soft, none, given",
        ),
        (
            make_item("X", "x", choice_set="none"),
            "X.choice_set",
            "there is no choice set 'none'",
        ),
        (make_item("X", "x", choices=[]), "X.choices", "an item of type single needs it"),
        (
            make_item("X", "x", too_high={"en": "Less!"}),
            "X.too_high",
            "an item of type single has none",
        ),
        (make_item("X", "x", max_length=5), "X.max_length", "an item of type single has none"),
        (
            make_item("X", "x", type="integer", minimum=5, maximum=2),
            "X.maximum",
            "below the minimum",
        ),
        (make_item("X", "x", type="integer", minimum="0 - 2", maximum=2), "X.minimum", "below 0"),
        (
            make_item("X", "x", type="year", minimum="a", maximum=2),
            "X.minimum",
            "a year list needs bounds that rest on no answer",
        ),
        (
            make_item("X", "x", piping={"variable": "m"}),
            "X.piping",
            "'m' must be asked on an earlier page",
        ),
        (
            make_item("X", "x", piping={"variable": "a"}),
            "X.piping",
            "'a' is no multi item asked before",
        ),
        (
            make_item("X", "x", piping={"variable": "m", "counted": [1, 7]}),
            "X.piping",
            "'m' has no choice 7",
        ),
        (
            make_item("X", "x", end_if=[{"condition": "x = 7", "reason": "r"}]),
            "X.end_if",
            "'x' has no choice 7",
        ),
        (
            make_item("X", "x", end_if=[{"condition": "x = 1"}]),
            "X.end_if[0].reason",
            "expected a text",
        ),
    ],
)
def test_a_fault_of_an_item_is_located(
    item: Mapping[str, object], place: str, message: str
) -> None:
    assert (place, message) in faults_beside_a(item)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"languages": []}, "languages"),
        ({"pages": []}, "pages"),
        ({"pages": "none"}, "pages"),
        ({"network_size_variable": "b"}, "network_size_variable"),
        ({"parameters": {"p": "x"}}, "parameters.p"),
        ({"parameters": {"a": 1}}, "a"),
        ({"texts": {"landing": words("{who}") | {"fr": ""}}}, "texts.landing.fr"),
        (
            {"derived": [{"name": "d", "label": words("d"), "expression": "e"}]},
            "derived.d.expression",
        ),
        ({"derived": [{"name": "a", "label": words("d"), "expression": "1"}]}, "a"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_fault_of_the_document_is_located(change: dict[str, object], place: str) -> None:
    assert place in {place for place, _ in problems_of(make_document(**change))}


def test_all_faults_are_told_at_once() -> None:
    items = [make_item("X", "x", show_if="b = 1"), make_item("X", "x", show_if="(")]
    assert len(faults_beside_a(*items)) == 4


def test_languages_must_name_the_same_placeholders() -> None:
    texts = {"landing": {"en": "By {institution}", "fr": "Par {nom}"}}
    document = make_document(languages=["en", "fr"], texts=texts)
    assert ("texts.landing", "the languages name different placeholders") in problems_of(document)


def test_a_derived_variable_may_use_an_earlier_one_but_not_a_later_one() -> None:
    first, second = derive("d", "a + 1"), derive("e", "d + 1")
    assert load_document(make_document(derived=[first, second]))
    later = problems_of(make_document(derived=[second, first]))
    assert later == {("derived.e.expression", "'d' comes only later")}


@pytest.mark.parametrize("junk", [None, 1, "text", [], [None], {"id": 1}, {"pages": [1, {}, None]}])
def test_junk_is_refused_and_never_crashes(junk: object) -> None:
    assert problems_of({"pages": junk, "texts": junk, "languages": junk, "derived": junk})
    assert problems_of(junk)  # type: ignore[arg-type]


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 100), st.floats(), st.text(max_size=6)),
    lambda children: st.one_of(
        st.lists(children, max_size=3), st.dictionaries(st.text(max_size=6), children, max_size=3)
    ),
    max_leaves=6,
)


RICH = make_document(
    make_page("one", make_item("A", "a", end_if=[{"condition": "a = 1", "reason": "r"}]), MULTI),
    make_page(
        "two",
        make_item("P", "p", piping={"variable": "m", "counted": [1]}, show_if="a = 2"),
        make_item("N", "n", type="integer", minimum=0, maximum="survey_year"),
        make_item(
            "G",
            "g",
            type="matrix",
            choices=[make_choice(1, missing="refused"), make_choice(2)],
            rows=[{"code": "R", "prompt": words("r"), "without": [2]}],
            order="random",
        ),
    ),
    derived=[{"name": "d", "label": words("d"), "expression": "limit + 1", "choices": []}],
    parameters={"limit": 1},
    texts={"landing": words("{institution}")},
)


def list_paths(part: object) -> Iterator[tuple[str | int, ...]]:
    """The way to every place in a document."""
    pairs = part.items() if isinstance(part, dict) else enumerate(part)  # type: ignore[arg-type]
    for key, inner in pairs:
        yield (key,)
        if isinstance(inner, dict | list):
            yield from ((key, *rest) for rest in list_paths(inner))


@settings(max_examples=300)
@given(st.sampled_from(list(list_paths(RICH))), json_values)
def test_any_place_of_a_document_may_hold_anything(
    path: tuple[str | int, ...], junk: object
) -> None:
    document = copy.deepcopy(RICH)
    holder: Any = document
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = junk
    with contextlib.suppress(DocumentError):
        load_document(document)
