"""The tree of a table: cycles, order and waves, however deep, and without recursion."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.rules.tree import Descent, find_cycles, find_descents, sort_chains

DEEP = 5_000


@st.composite
def forests(draw: st.DrawFn) -> list[int | None]:
    """Recruiters in any order of rows, without cycles."""
    size = draw(st.integers(1, 30))
    rank = draw(st.permutations(range(size)))
    by_rank = {descent: position for position, descent in enumerate(rank)}
    recruiters: list[int | None] = []
    for position in range(size):
        above = rank[position]
        choice = draw(st.integers(-1, above - 1))
        recruiters.append(None if choice < 0 else by_rank[choice])
    return recruiters


@given(forests())
def test_recruiters_come_before_their_recruits(recruiters: list[int | None]) -> None:
    order = sort_chains(recruiters, [0.0] * len(recruiters))
    at = {position: descent for descent, position in enumerate(order)}
    assert sorted(order) == list(range(len(recruiters)))
    assert all(at[by] < at[one] for one, by in enumerate(recruiters) if by is not None)


@given(forests())
def test_wave_and_seed_follow_the_recruiter(recruiters: list[int | None]) -> None:
    descents = find_descents(recruiters, sort_chains(recruiters, [0.0] * len(recruiters)))
    for position, recruiter in enumerate(recruiters):
        if recruiter is None:
            assert descents[position] == Descent(0, position)
        else:
            assert descents[position].wave == descents[recruiter].wave + 1
            assert descents[position].seed == descents[recruiter].seed


@given(forests())
def test_forest_has_no_cycle(recruiters: list[int | None]) -> None:
    assert find_cycles(recruiters) == ()


def test_every_cycle_is_found_once() -> None:
    assert find_cycles([1, 2, 0, 4, 3, 0, None, 6]) == ((0, 2, 1), (3, 4))


def test_rank_decides_where_the_tree_leaves_it_free() -> None:
    assert sort_chains([None, None, 0], [2.0, 1.0, 0.0]) == (1, 0, 2)


def test_cycle_cannot_be_sorted() -> None:
    with pytest.raises(ValueError, match="above and below"):
        sort_chains([1, 0], [0.0, 0.0])


def test_chain_deeper_than_the_stack_is_sorted() -> None:
    assert sys.getrecursionlimit() < DEEP
    recruiters = [position + 1 for position in range(DEEP - 1)]
    chain: list[int | None] = [*recruiters, None]
    assert find_cycles(chain) == ()
    descents = find_descents(chain, sort_chains(chain, [0.0] * DEEP))
    assert descents[0] == Descent(DEEP - 1, DEEP - 1)


def test_cycle_deeper_than_the_stack_is_found() -> None:
    (cycle,) = find_cycles([(position + 1) % DEEP for position in range(DEEP)])
    assert len(cycle) == DEEP
