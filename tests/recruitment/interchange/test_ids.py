"""Ids and recruiters match by spelling or, where all are whole numbers, by value."""

from datetime import UTC

import pytest

from recruitment.interchange.cells import TableError
from recruitment.interchange.table_layout import TableLayout
from recruitment.interchange.tables import RdsTable, read_table


def _read(*rows: str, **layout: object) -> RdsTable:
    text = "\n".join(["id,recruiter_id,network_size", *(f"{row},1" for row in rows)])
    return read_table(text.encode(), TableLayout(**layout), UTC, last_year=2027)  # type: ignore[arg-type]


def _fault(*rows: str, **layout: object) -> str:
    with pytest.raises(TableError) as refused:
        _read(*rows, **layout)
    (problem,) = refused.value.problems
    return str(problem)


@pytest.mark.parametrize("recruiter", ["1", "1.0", "01", "1e0", "+1"])
def test_whole_numbers_match_by_value(recruiter: str) -> None:
    assert _read("1,NA", f"2,{recruiter}").recruiters == (None, 0)


def test_ids_keep_their_spelling() -> None:
    table = _read("001,seed", "002,1.0")
    assert ([row.id for row in table.rows], table.recruiters) == (["001", "002"], (None, 0))


@pytest.mark.parametrize("recruiter", ["1.0", "01"])
def test_one_id_of_another_kind_makes_all_match_by_spelling(recruiter: str) -> None:
    assert "is nobody's id" in _fault("1,seed", "b,1", f"3,{recruiter}")


def test_ids_that_zeros_alone_tell_apart_are_two_people() -> None:
    table = _read("755,seed", "0755,seed", "1,755.0", "2,0755")
    assert table.recruiters == (None, None, 0, 1)


def test_same_number_written_twice_is_one_id() -> None:
    assert _fault("1,seed", "1.0,seed") == (
        "row 3, column id: 1.0 is already the id of row 2, written 1; ids are used once"
    )


def test_own_id_in_another_spelling_is_oneself() -> None:
    assert "recruited himself or herself" in _fault("1,seed", "2,2.0")


def test_seed_value_matches_by_value() -> None:
    assert _read("1,0.0", "2,1", seed_value="0").recruiters == (None, 0)


def test_declared_mark_makes_a_seed_unless_it_is_somebodys_id() -> None:
    rows = ("1,-9", "99,1", "2,99")
    assert _read(*rows, missing=("-9", "99")).recruiters == (None, 0, 1)


def test_declared_word_does_not_stop_numbers_from_matching() -> None:
    assert _read("1,none", "2,1.0", missing=("none",)).recruiters == (None, 0)
