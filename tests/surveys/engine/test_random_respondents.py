"""Two thousand made-up people answer the whole study; nobody gets stuck, every item is met."""

from functools import cache
from random import Random

import pytest

from surveys.engine.codebook import flatten, list_variables
from surveys.engine.flow import complete_answers, show_page, stop_answers
from surveys.engine.missing import ENGINE_CODES, NOT_ASKED_CODE, NOT_REACHED_CODE
from surveys.engine.schema import Context
from surveys.engine.walking import Walk, draw_answers, walk_interview
from tests.surveys.engine.builders import RECRUIT, SEED, study

COUNT = 2000
ELIGIBLE = {"birth_year": 1993, "live_sz": 1, "edu": 4, "hukou_prov": 44, "hukou_city_gd": 4401}


def context_of(person: int) -> Context:
    return RECRUIT if person % 2 else SEED


@cache
def walks() -> tuple[Walk, ...]:
    return tuple(
        walk_interview(study(), context_of(person), Random(person), seed=person, blank_chance=0.03)
        for person in range(COUNT)
    )


def test_everybody_comes_to_the_end_or_is_screened_out() -> None:
    finished = [walk for walk in walks() if walk.end is None]
    assert len(finished) > 500
    # Whoever has nothing to say of a first job passes by that page.
    assert {frozenset(range(1, 13)) - set(walk.pages) for walk in finished} == {
        frozenset(),
        frozenset({8}),
    }
    assert all(walk.pages == (1,) for walk in walks() if walk.end)


def test_every_item_is_shown_to_somebody() -> None:
    shown = {item_id for walk in walks() for item_id in walk.shown}
    assert shown == {step.item.id for step in study().steps} | {"Q1"}


def test_every_end_rule_meets_somebody() -> None:
    reasons = {walk.end.reason for walk in walks() if walk.end}
    assert reasons == {rule.reason for step in study().steps for _, rule in step.end_rules}


def test_every_choice_is_picked_by_somebody() -> None:
    columns = [column for step in study().steps for column in step.columns if column.choices]
    for column in columns:
        picked = {walk.answers.get(column.name) for walk in walks()}  # type: ignore[arg-type]
        missed = {choice.code for choice in column.choices} - picked
        # Few come from Guangdong here, and it has 21 cities.
        assert not missed or column.name == "hukou_city_gd"


def test_what_is_stored_at_the_end_is_what_was_answered() -> None:
    for person, walk in enumerate(walks()):
        stored = complete_answers(study(), walk.answers, context_of(person))
        assert all(stored[name] == value for name, value in walk.answers.items())
        assert list(stored) == list(study().variables)


def test_storing_twice_changes_nothing() -> None:
    for person, walk in enumerate(walks()[:200]):
        once = complete_answers(study(), walk.answers, context_of(person))
        assert complete_answers(study(), once, context_of(person)) == once


def test_the_screened_out_never_reached_the_later_pages() -> None:
    ended = next(walk for walk in walks() if walk.end)
    stopped = stop_answers(study(), ended.answers, SEED)
    later = [name for number in range(2, 13) for name in study().page_variables(number)]
    assert {stopped[name] for name in later} == {NOT_REACHED_CODE}


def test_a_flat_row_holds_only_codes_of_the_codebook() -> None:
    allowed = {
        spec.name: {choice.code for choice in spec.choices} | ENGINE_CODES.keys()
        for spec in list_variables(study().document)
        if spec.choices and spec.type == "category" and not spec.is_derived
    }
    for person, walk in enumerate(walks()[:300]):
        answers = complete_answers(study(), walk.answers, context_of(person))
        row = flatten(study(), answers, context_of(person))
        assert not {name for name, codes in allowed.items() if row[name] not in codes}


def test_free_text_never_stands_among_the_answers() -> None:
    walk = next(walk for walk in walks() if "driver_open" in walk.texts)
    assert walk.answers["driver_open"] == len(walk.texts["driver_open"])
    assert not walk.texts.keys() & (walk.answers.keys() - {"driver_open"})


@pytest.mark.parametrize("person", range(20))
def test_wishes_are_granted_where_they_are_on_offer(person: int) -> None:
    walk = walk_interview(study(), SEED, Random(person), wishes=ELIGIBLE)
    assert walk.end is None
    assert ELIGIBLE.items() <= walk.answers.items()


def test_the_same_draw_gives_the_same_post() -> None:
    view = show_page(study(), 4, {"driver_mention": [6, 7]}, SEED, 1)
    assert draw_answers(view, Random(5)) == draw_answers(view, Random(5))


def test_a_seed_is_never_asked_about_a_recruiter() -> None:
    seeds = [walk for person, walk in enumerate(walks()) if context_of(person) is SEED]
    completed = [walk for walk in seeds if walk.end is None]
    assert {walk.answers["recruiter_rel"] for walk in completed} == {NOT_ASKED_CODE}
