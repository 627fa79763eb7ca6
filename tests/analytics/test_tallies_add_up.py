"""Folding any split of the work, in any order, gives the same; leaving takes it all back."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.estimators.degree import DegreeRule
from analytics.tallies.folding import fold
from analytics.tallies.plan import PlannedVariable, TallyPlan, plan_from_json, plan_to_json
from analytics.tallies.table import TallyTable
from analytics.tallies.tallies import Tallies, make_empty, merge, read_tallies, subtract
from tests.analytics.samples import Person, Sample, make_row, sum_records

PLAN = TallyPlan(
    (
        PlannedVariable(1, "a", (1, 2, "x")),
        PlannedVariable(2, "b", (3, 1)),
        PlannedVariable(3, "c", ("y",)),
    ),
    (("a", "b"), ("a", "c")),
)
EMPTY = make_empty(PLAN)

people = st.builds(
    Person,
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 3) | st.sampled_from(["x", "y"])),
    st.none() | st.integers(0, 5) | st.integers(0, 10**9),
    st.integers(0, 4),
    st.sampled_from([date(2026, 1, 1), date(2026, 1, 2)]),
    st.integers(0, 2),
)
crowds = st.lists(people, max_size=20)
pairs = st.lists(st.tuples(people, people), max_size=12)


def count(some: list[Person], links: list[tuple[Person, Person]] | None = None) -> Tallies:
    coded = [(one.code(PLAN), other.code(PLAN)) for one, other in links or ()]
    return fold([person.code(PLAN) for person in some], coded, PLAN)


# Changes too: what a merge adds may be below zero.
tallies = st.builds(
    lambda a, b, x, y: subtract(count(a, x), count(b, y)), crowds, crowds, pairs, pairs
)


@given(tallies, tallies, tallies)
def test_merge_is_associative(a: Tallies, b: Tallies, c: Tallies) -> None:
    assert merge(merge(a, b), c) == merge(a, merge(b, c))


@given(tallies, tallies)
def test_merge_is_commutative(a: Tallies, b: Tallies) -> None:
    assert merge(a, b) == merge(b, a)


@given(tallies, tallies)
def test_subtract_undoes_merge(a: Tallies, b: Tallies) -> None:
    assert subtract(merge(a, b), b) == a
    assert merge(subtract(a, b), b) == a


@given(tallies)
def test_nothing_is_left_after_taking_all_away(a: Tallies) -> None:
    assert subtract(a, a) == EMPTY
    assert merge(a, EMPTY) == a


@given(crowds, pairs, st.integers(0, 20))
def test_fold_of_a_split_is_the_merge_of_folds(
    some: list[Person], links: list[tuple[Person, Person]], cut: int
) -> None:
    split = merge(count(some[:cut], links[:cut]), count(some[cut:], links[cut:]))
    assert split == count(some, links)


@given(tallies)
def test_tallies_survive_storing_byte_for_byte(a: Tallies) -> None:
    stored = read_tallies(a.to_bytes(), PLAN)
    assert stored == a
    assert stored.to_bytes() == a.to_bytes()


def test_tallies_of_another_plan_are_refused() -> None:
    other = TallyPlan(PLAN.variables[:2], ())
    with pytest.raises(ValueError, match="another plan"):
        read_tallies(count([make_row(1, a=1)]).to_bytes(), other)
    with pytest.raises(ValueError, match="two plans"):
        merge(EMPTY, make_empty(other))


def test_plan_survives_json() -> None:
    assert plan_from_json(plan_to_json(PLAN)) == PLAN


@given(crowds, pairs)
def test_every_count_is_that_of_the_people(
    some: list[Person], links: list[tuple[Person, Person]]
) -> None:
    table = TallyTable(count(some, links), PLAN)
    assert table.respondent_count == len(some)
    assert table.degrees == Counter(person.degree for person in some)
    assert table.waves == Counter(person.wave for person in some)
    assert table.days == Counter(person.day.toordinal() for person in some)
    assert table.channels == Counter(person.channel for person in some)
    for variable in PLAN.variables:
        known = [person.values.get(variable.name) for person in some]
        assert table.shares(variable.name) == {
            code: sum(value == code for value in known) for code in variable.codes
        }
        both = [(a.values.get(variable.name), b.values.get(variable.name)) for a, b in links]
        assert table.links(variable.name) == Counter(
            pair for pair in both if set(pair) <= set(variable.codes)
        )


@given(crowds, st.sampled_from(DegreeRule))
def test_crossed_sums_are_those_of_the_people(some: list[Person], rule: DegreeRule) -> None:
    if rule is DegreeRule.SAMPLE_MAXIMUM and not any(person.degree for person in some):
        return
    crossed = TallyTable(count(some), PLAN).crossed("a", "b", rule)
    degrees = [person.degree for person in some]
    cells = [(person.values.get("a"), person.values.get("b")) for person in some]
    expected = sum_records([str(cell) for cell in cells], degrees, rule)
    for cell, moments in crossed.cells.items():
        own = expected.values.get(str(cell))
        assert (moments.n, moments.affected) == ((own.n, own.affected) if own else (0, 0))
        assert moments.mass == pytest.approx(own.mass if own else 0)


def test_row_adds_one_to_each_of_its_counts() -> None:
    found = count([make_row(7, a=1, b=3)])
    assert found.degrees.tolist() == [7]
    # Everybody, a = 1, b = 3, and the first crossing of the first pair.
    assert found.by_degree[:, 0].nonzero()[0].tolist() == [0, 1, 4, 7]
    assert found.counts.sum() == 4 + 3


def test_missing_value_is_in_no_count_of_its_variable() -> None:
    assert count([make_row(7, a=1)]).by_degree[:, 0].nonzero()[0].tolist() == [0, 1]


def test_link_runs_from_recruiter_to_recruit() -> None:
    table = TallyTable(count([], [(make_row(a=1), make_row(a=2))]), PLAN)
    assert table.links("a") == {(1, 2): 1}
    assert table.links("b") == {}


def test_what_is_not_counted_is_of_nobody() -> None:
    table = Sample([make_row(2, a=1, b=1)], [None]).tabulate("a", "b")
    assert (table.shares("unheard"), table.links("unheard")) == ({}, {})
    assert table.sample("unheard", DegreeRule.EXCLUDE).total.n == 0
    assert table.crossed("a", "b", DegreeRule.EXCLUDE).cells == {}
