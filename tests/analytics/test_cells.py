"""A cell and its text are one to one, short, and unforgiving of anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.tallies.cells import (
    MAX_CELL_LENGTH,
    Cell,
    CellError,
    ChannelCell,
    Code,
    DayCell,
    DegreeCell,
    GroupCell,
    LinkCell,
    ShareCell,
    WaveCell,
    cell_from_text,
    cell_to_text,
    is_countable,
)

names = st.text(min_size=1, max_size=20)
codes = st.integers(-99, 99_999) | st.text(max_size=10)
degrees = st.none() | st.integers(0, 9999)
cells = st.one_of(
    st.builds(ShareCell, names, codes, degrees),
    st.builds(GroupCell, names, names, codes, codes, degrees),
    st.builds(LinkCell, names, codes, codes),
    st.builds(WaveCell, st.integers(0, 200)),
    st.builds(DayCell, st.dates().map(str)),
    st.builds(ChannelCell, names),
    st.builds(DegreeCell, degrees),
)


@given(cells)
def test_text_gives_back_its_cell(cell: Cell) -> None:
    assert cell_from_text(cell_to_text(cell)) == cell


@given(cells, cells)
def test_different_cells_have_different_texts(first: Cell, second: Cell) -> None:
    assert (cell_to_text(first) == cell_to_text(second)) == (first == second)


def test_text_is_plain_to_read() -> None:
    assert cell_to_text(ShareCell("gender", 2, 12)) == "v|gender|2|12"
    assert cell_to_text(GroupCell("drv_KIN", "mig2", 1, 2, None)) == "g|drv_KIN|mig2|1|2|"
    assert cell_to_text(LinkCell("X", "blue", "red")) == "l|X|'blue|'red"


def test_number_and_word_are_different_codes() -> None:
    assert cell_to_text(ShareCell("X", 1, 3)) != cell_to_text(ShareCell("X", "1", 3))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v",
        "v|x|1",
        "z|x|1|2",
        "v|x|01|2",
        "v|x|one|2",
        "w|-0",
        "w|1|2",
        "v|x\\q|1|2",
        "v|x|+1|2",
    ],
)
def test_anything_else_is_no_cell(text: str) -> None:
    with pytest.raises(CellError):
        cell_from_text(text)


def test_overlong_cell_is_refused() -> None:
    with pytest.raises(CellError):
        cell_to_text(ShareCell("x" * MAX_CELL_LENGTH, 1, 1))


@given(st.text(max_size=64), codes, st.text(max_size=64), codes)
def test_countable_variables_fit_also_when_crossed(
    first: str, first_code: Code, second: str, second_code: Code
) -> None:
    if is_countable(first, (first_code,)) and is_countable(second, (second_code,)):
        text = cell_to_text(GroupCell(first, second, first_code, second_code, 999_999))
        assert len(text) <= MAX_CELL_LENGTH
