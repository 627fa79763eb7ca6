"""No cell of a download runs as a formula, and numbers stay numbers."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.engine.tables import FORMULA_STARTS, Cell, protect_cell, quote_cell, write_csv


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("-2+3", "'-2+3"),
        ("-1e", "'-1e"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2 ", "'-2 "),
        ("-2\n", "'-2\n"),
        ("-٢", "'-٢"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠A1", "'＠A1"),
        ("  =1", "'  =1"),
        ("\u3000＝1", "'\u3000＝1"),
        ("\u200b\x85=1", "'\u200b\x85=1"),
        ("为了工作", "为了工作"),
        ("a=b", "a=b"),
        ("", ""),
        (-1, -1),
        (-2.5, -2.5),
        (3, 3),
        (None, None),
    ],
)
def test_cell_is_written(cell: object, safe: object) -> None:
    assert protect_cell(cell) == safe  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["-2", "+1", "-0.5", "-.5", "1e+05", "-1E-3", "-5."])
def test_text_that_is_wholly_a_number_is_written_as_it_is(cell: str) -> None:
    assert protect_cell(cell) == cell


@given(st.text())
def test_no_text_but_a_number_starts_a_formula(text: str) -> None:
    cell = protect_cell(text)
    assert isinstance(cell, str)
    assert cell.strip()[:1] not in FORMULA_STARTS or isinstance(float(cell), float)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=2, max_size=2
        )
    )
)
def test_every_cell_comes_back(rows: list[list[str]]) -> None:
    written = b"".join(write_csv(["a", "b"], rows)).decode("utf-8-sig")
    read = list(csv.reader(StringIO(written, newline="")))[1:]
    assert [[str(protect_cell(cell)) for cell in row] for row in rows] == read


def test_file_opens_with_a_byte_order_mark() -> None:
    assert b"".join(write_csv(["编号"], [])) == b"\xef\xbb\xbf" + "编号\r\n".encode()


NASTY = ("a\nb", "a\rb", '"', 'a"b', "a,b", "", " ", None, 0, -1, 1.5, 1e300, "=1+1", "NA", "None")


@pytest.mark.parametrize("cell", [*NASTY, "none", "1.#IND", "abc", "张", "R-1", "-2", "2026-03-02"])
def test_a_cell_alone_is_written_as_in_a_line(cell: Cell) -> None:
    *_, line = write_csv(["a", "b"], [[cell, 7]])
    assert quote_cell(cell) + ",7\r\n" == line.decode()


@given(st.text(max_size=12))
def test_any_text_alone_is_written_as_in_a_line(text: str) -> None:
    *_, line = write_csv(["a", "b"], [[text, 7]])
    assert quote_cell(text) + ",7\r\n" == line.decode()
