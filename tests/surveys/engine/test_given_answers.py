"""Answers given in another study keep their values; nobody here is asked for them."""

import pytest

from surveys.engine.codebook import VariableType, flatten, list_variables
from surveys.engine.errors import DocumentError
from surveys.engine.flow import compile_plan, complete_answers, next_page, show_page
from surveys.engine.loading import load_document
from surveys.engine.plan import Plan
from surveys.engine.schema import Context
from surveys.engine.validation import check_page

CONTEXT = Context(survey_year=2026, is_referred=False)


def _document(**item: object) -> dict[str, object]:
    given = {"id": "x", "variable": "x", "prompt": {"en": "x"}, "requirement": "given", **item}
    size = {"id": "n", "variable": "n", "prompt": {"en": "n"}, "type": "integer"}
    size |= {"minimum": 0, "maximum": 9, "requirement": "given"}
    page = {"id": "p", "title": {"en": "p"}, "items": [given, size]}
    return {
        "id": "d",
        "title": {"en": "d"},
        "languages": ["en"],
        "network_size_variable": "n",
        "pages": [page],
    }


def _choose(*codes: object) -> Plan:
    choices = [{"code": code, "label": {"en": str(code)}} for code in codes]
    return compile_plan(load_document(_document(type="single", choices=choices)))


@pytest.mark.parametrize("value", [-1, -2, -3, 0, "0.5", "no answer", "男"])
def test_every_value_is_stored_as_it_is(value: int | str) -> None:
    plan = _choose(-1, -2, -3, 0, "0.5", "no answer", "男")
    settled = complete_answers(plan, {"x": value}, CONTEXT)
    assert settled == {"x": value}
    assert flatten(plan, settled, CONTEXT) == {"x": value, "n": None}


def test_codebook_has_no_code_for_a_blank() -> None:
    spec = list_variables(_choose(-1, 0, 1).document)[0]
    assert (spec.missing, [choice.code for choice in spec.choices]) == ({}, [-1, 0, 1])


@pytest.mark.parametrize("value", [-2.75, 1e20, -1, 123_456_789_012_345])
def test_number_of_any_kind_is_stored(value: float) -> None:
    plan = compile_plan(load_document(_document(type="number")))
    assert complete_answers(plan, {"x": value, "n": 3}, CONTEXT) == {"x": value, "n": 3}
    assert list_variables(plan.document)[0].type is VariableType.NUMBER


def test_a_post_leaves_what_is_given_alone() -> None:
    document = _document(type="number")
    asked = {"id": "y", "variable": "y", "prompt": {"en": "y"}, "type": "year"}
    asked |= {"minimum": 2000, "maximum": 2026}
    document["pages"][0]["items"].append(asked)  # type: ignore[index]
    plan = compile_plan(load_document(document))
    result = check_page(plan, 1, {"x": ["7"], "y": ["2020"]}, {"x": -2.75}, CONTEXT)
    assert (result.answers, result.problems, result.blanks) == ({"y": 2020}, (), ())


def test_nobody_is_asked() -> None:
    plan = _choose(0, 1)
    assert next_page(plan, 0, {}, CONTEXT) is None
    assert not any(shown.is_shown for shown in show_page(plan, 1, {}, CONTEXT, 0).items)


@pytest.mark.parametrize("code", ["a|b", "a\\b", "", " a", "x" * 23, 10**15, 0.5])
def test_code_that_no_table_holds_is_refused(code: object) -> None:
    with pytest.raises(DocumentError, match="at most 22 characters"):
        _choose(code)


def test_what_is_given_has_no_conditions() -> None:
    with pytest.raises(DocumentError, match="asked of nobody"):
        load_document(_document(type="number", show_if="n > 1"))


def test_number_can_only_be_given() -> None:
    with pytest.raises(DocumentError, match="can only be given"):
        load_document(_document(type="number", requirement="none"))
