"""Folding any split of the work, in any order, gives the same; leaving takes it all back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.tallies.cells import (
    DegreeCell,
    GroupCell,
    LinkCell,
    ShareCell,
    WaveCell,
    cell_to_text,
)
from analytics.tallies.folding import fold, fold_links
from analytics.tallies.rows import (
    CodedRow,
    TallyPlan,
    plan_from_json,
    plan_to_json,
    row_from_json,
    row_to_json,
)
from analytics.tallies.table import arrange, read_table
from analytics.tallies.tallies import EMPTY, Tallies, merge, subtract
from tests.analytics.samples import make_row

PLAN = TallyPlan(("a", "b"), (("a", "b"), ("a", "c")))

rows = st.builds(
    CodedRow,
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 3) | st.sampled_from(["x", "y"])),
    st.none() | st.integers(0, 5),
    st.integers(0, 4),
    st.sampled_from(["2026-01-01", "2026-01-02"]),
    st.sampled_from(["seed", "coupon"]),
)
links = st.lists(st.tuples(rows, rows), max_size=12)
cells = st.sampled_from(
    [DegreeCell(3), WaveCell(3), ShareCell("a", 1, 3), ShareCell("a", "1", 3), LinkCell("a", 1, 3)]
)
tallies = st.dictionaries(cells, st.integers(-9, 9)).map(Tallies)


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


@given(st.lists(rows, max_size=20), st.integers(0, 20))
def test_fold_of_a_split_is_the_merge_of_folds(some: list[CodedRow], cut: int) -> None:
    assert merge(fold(some[:cut], PLAN), fold(some[cut:], PLAN)) == fold(some, PLAN)


@given(links, st.integers(0, 12))
def test_fold_of_split_links_is_the_merge_of_folds(
    some: list[tuple[CodedRow, CodedRow]], cut: int
) -> None:
    split = merge(fold_links(some[:cut], PLAN), fold_links(some[cut:], PLAN))
    assert split == fold_links(some, PLAN)


@given(rows)
def test_row_survives_json(row: CodedRow) -> None:
    assert row_from_json(row_to_json(row)) == row


def test_plan_survives_json() -> None:
    assert plan_from_json(plan_to_json(PLAN)) == PLAN


def test_row_adds_one_to_each_of_its_cells() -> None:
    counts = fold([make_row(7, a=1, b=2)], PLAN).counts
    assert counts[ShareCell("a", 1, 7)] == 1
    assert counts[GroupCell("a", "b", 1, 2, 7)] == 1
    assert counts[DegreeCell(7)] == counts[WaveCell(0)] == 1
    assert len(counts) == 7


def test_missing_value_is_in_no_cell_of_its_variable() -> None:
    counts = fold([make_row(7, a=1)], PLAN).counts
    assert not [cell for cell in counts if isinstance(cell, GroupCell)]
    assert [cell.variable for cell in counts if isinstance(cell, ShareCell)] == ["a"]


def test_link_runs_from_recruiter_to_recruit() -> None:
    counts = fold_links([(make_row(a=1), make_row(a=2))], PLAN).counts
    assert counts == {LinkCell("a", 1, 2): 1}


def test_zero_cells_vanish() -> None:
    assert Tallies({DegreeCell(1): 0}) == EMPTY


def test_negative_degree_is_refused() -> None:
    with pytest.raises(ValueError, match="degree"):
        make_row(-1)


def test_table_answers_by_variable() -> None:
    some = [make_row(2, a=1, b=1), make_row(None, a=2), make_row(2, a=1, b=1)]
    table = arrange(merge(fold(some, PLAN), fold_links([(some[0], some[1])], PLAN)))
    assert table.shares("a") == {(1, 2): 2, (2, None): 1}
    assert table.groups("a", "b") == {(1, 1, 2): 2}
    assert table.links("a") == {(1, 2): 1}
    assert table.degrees == {2: 2, None: 1}
    assert table.shares("unheard of") == {}
    assert table.respondent_count == 3


@given(st.lists(rows, max_size=8), links)
def test_table_of_stored_texts_is_the_table_of_the_tallies(
    some: list[CodedRow], pairs: list[tuple[CodedRow, CodedRow]]
) -> None:
    counted = merge(fold(some, PLAN), fold_links(pairs, PLAN))
    stored = [(cell_to_text(cell), count) for cell, count in counted.counts.items()]
    assert vars(read_table(stored)) == vars(arrange(counted))
