"""A chunk is coded as each of its responses alone would be, reasons for no answer included."""

from functools import cache
from random import Random

import pytest

from analytics.dataset.coding import code_chunk, unite_versions
from analytics.dataset.columns import Columns
from surveys.engine.catalogue import Meaning, make_catalogue
from surveys.engine.changes import Edition
from surveys.engine.codebook import CellValue, flatten, list_variables
from surveys.engine.flow import Plan, complete_answers, stop_answers
from surveys.engine.schema import Answers, Context
from surveys.engine.walking import walk_interview
from tests.surveys.engine.builders import (
    RECRUIT,
    SEED,
    make_choice,
    make_item,
    make_one_page,
    make_page,
    make_plan,
    study,
    words,
)

COUNT = 5000
CHUNK = 1000
NUMBER = {"type": "number", "requirement": "given"}
MULTI = {"type": "multi", "choices": [make_choice(1), make_choice("b"), make_choice(3)]}


def _spread(columns: Columns) -> list[dict[str, CellValue]]:
    """Return one row per response, as `flatten` does."""
    spread = [column.spread() for column in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*spread, strict=True)]


def _show_kinds(rows: list[dict[str, CellValue]]) -> list[dict[str, tuple[type, CellValue]]]:
    """Return rows in which 1, 1.0 and true are three things, as they are in a file."""
    return [{name: (type(value), value) for name, value in row.items()} for row in rows]


def _assert_coded_alike(plan: Plan, answers: list[Answers], contexts: list[Context]) -> None:
    alone = [flatten(plan, *one) for one in zip(answers, contexts, strict=True)]
    coded = code_chunk(plan, answers, contexts)
    assert list(coded) == [spec.name for spec in list_variables(plan.document)]
    assert _show_kinds(_spread(coded)) == _show_kinds(alone)


@cache
def _interview_people() -> tuple[list[Answers], list[Context]]:
    """Let made-up people answer the study in several years; some leave much out, some are
    screened out, and every tenth breaks off somewhere.
    """
    answers: list[Answers] = []
    contexts = []
    for person in range(COUNT):
        rng = Random(person)
        context = Context(2020 + person % 7, person % 2 == 1, {"min_age": 18})
        walk = walk_interview(study(), context, rng, seed=person, blank_chance=person % 5 / 10)
        given = dict(walk.answers)
        if person % 10 == 0:
            left = rng.randrange(len(given) + 1)
            given = dict(list(given.items())[:left])
        settle = stop_answers if walk.end or person % 10 == 0 else complete_answers
        answers.append(settle(study(), given, context))
        contexts.append(context)
    return answers, contexts


@pytest.mark.parametrize("start", range(0, COUNT, CHUNK))
def test_five_thousand_people_are_coded_as_each_alone(start: int) -> None:
    answers, contexts = _interview_people()
    part = slice(start, start + CHUNK)
    _assert_coded_alike(study(), answers[part], contexts[part])


def test_the_people_have_given_every_reason_for_no_answer() -> None:
    answers, contexts = _interview_people()
    coded = code_chunk(study(), answers, contexts)
    found = {name: set(column.spread()) for name, column in coded.items()}
    assert found["drv_SAL"] == {0, 1, None}
    assert found["driver_decisive"] >= {-1, -2, -3}
    assert found["driver_mention_1"] == {0, 1, -1, -3}
    assert any(isinstance(value, float) for value in found["belong_mean"])


def test_a_chunk_of_one_and_of_none() -> None:
    answers, contexts = _interview_people()
    _assert_coded_alike(study(), answers[:1], contexts[:1])
    assert {len(column.positions) for column in code_chunk(study(), [], []).values()} == {0}


def test_answers_that_nobody_has_given_are_empty() -> None:
    _assert_coded_alike(study(), [{}, {}], [SEED, RECRUIT])


def test_a_fraction_and_a_code_for_no_answer_are_told_apart() -> None:
    twice = [{"name": "t", "label": words("T"), "expression": "x * 2"}]
    plan = make_plan(
        make_page("one", make_item("A", "a"), make_item("X", "x", **NUMBER)), derived=twice
    )
    values = [-1.0, -1, 1.0, 1.5, 10**20, 1e20, -2.5]
    _assert_coded_alike(plan, [{"a": 1, "x": value} for value in values], [SEED] * len(values))


def test_whole_numbers_stay_whole() -> None:
    derived = [
        {"name": "low", "label": words("L"), "expression": "if(a = 1, -5, min(a, 7))"},
        {"name": "mean", "label": words("M"), "expression": "mean_of(1, a, low)"},
        {"name": "half", "label": words("H"), "expression": "a * 0.5"},
        {"name": "text", "label": words("T"), "expression": "if(a = 1, 'one', unknown)"},
    ]
    plan = make_plan(derived=derived)
    _assert_coded_alike(plan, [{"a": 1}, {"a": 2}, {"a": -1}], [SEED] * 3)


def test_a_code_stays_whole_beside_fractions() -> None:
    derived = [
        {"name": "c", "label": words("C"), "choices": [make_choice(3)], "expression": "min(x, 3)"}
    ]
    items = make_item("A", "a"), make_item("X", "x", **NUMBER)
    plan = make_plan(make_page("one", *items), derived=derived)
    given: list[Answers] = [{"x": 2.5}, {"x": 7}, {"x": 7.5}]
    found = code_chunk(plan, given, [SEED] * 3)["c"].spread()
    assert [(type(value), value) for value in found] == [(float, 2.5), (int, 3), (int, 3)]


def test_text_codes_and_ticks_of_both_kinds() -> None:
    derived = [{"name": "d", "label": words("D"), "expression": "count_selected(m)"}]
    plan = make_plan(
        make_page("one", make_item("A", "a"), make_item("M", "m", **MULTI)), derived=derived
    )
    given: list[Answers] = [{"m": [1, "b"]}, {"m": []}, {"m": -2}, {}, {"m": ["b", 3]}]
    _assert_coded_alike(plan, given, [SEED] * len(given))


@pytest.mark.parametrize(
    "answers", [{"a": [1]}, {"a": {"x": 1}}, {"m": 1}, {"m": "b"}, {"m": {}}, {"m": [[1]]}]
)
def test_an_answer_of_the_wrong_shape_is_refused_without_being_told(answers: Answers) -> None:
    plan = make_one_page(make_item("M", "m", **MULTI))
    with pytest.raises(TypeError) as refusal:
        code_chunk(plan, [{"a": 2, "m": [3]}, answers], [SEED, SEED])
    assert not any(character.isdigit() for character in str(refusal.value))


def _edit(number: int, plan: Plan) -> Edition:
    specs = {spec.name: spec for spec in list_variables(plan.document)}
    return Edition(number, specs, "a")


def test_columns_of_a_version_become_those_of_the_catalogue() -> None:
    first, second = make_plan(), make_one_page(make_item("B", "b"))
    meanings = [
        Meaning(1, "a", 1, until=1, successor_id=2, recoding=((1, 2), (2, 1))),
        Meaning(2, "a", 2),
        Meaning(3, "b", 2),
    ]
    catalogue = make_catalogue(meanings, [_edit(1, first), _edit(2, second)])
    given: list[Answers] = [{"a": 1}, {"a": -1}, {"a": 2, "b": 1}, {}]
    for number, plan in ((1, first), (2, second)):
        coded = code_chunk(plan, given, [SEED] * len(given))
        united = unite_versions(catalogue, number, coded, len(given))
        alone = [catalogue.read(number, flatten(plan, one, SEED)) for one in given]
        assert _spread(united) == alone
