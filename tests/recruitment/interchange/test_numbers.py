"""A cell is a number where a statistics package would read the same one back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.interchange.numbers import MissingMarks, is_too_long, read_number


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_of_fifteen_digits_are_read(number: int) -> None:
    for text in (str(number), f"{number}.0", f"{number}e0"):
        read = read_number(text)
        assert (read, type(read)) == (number, int)


@given(st.decimals(-(10**6), 10**6, places=8))
def test_decimals_are_read_and_written_as_they_were(number: object) -> None:
    read = read_number(str(number))
    assert read is not None
    assert read_number(repr(read)) == read == float(str(number))


@given(st.floats(-(10**6), 10**6).filter(lambda x: x == 0 or abs(x) > 1e-90))
def test_doubles_written_in_full_are_read(number: float) -> None:
    assert read_number(repr(number)) == number
    assert not is_too_long(repr(number))


NO_NUMBERS = (
    "0755 00 -01 1,5 0x1f inf 1e400 1_0 １ 1e . 1.2.3 --1 1234567890123456 0.12345678901234567891"
)


@pytest.mark.parametrize("text", ["", "1 000", *NO_NUMBERS.split()])
def test_everything_else_is_no_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize("text", ["", "NA", "na", "N/A", "n/a", "NaN", "nan", "NULL", "Null", "."])
def test_common_marks_are_missing(text: str) -> None:
    assert text in MissingMarks()


@pytest.mark.parametrize(
    ("text", "is_missing"), [("-9", True), ("-9.0", True), ("-99", False), ("-", False)]
)
def test_declared_number_is_missing_in_every_spelling(text: str, is_missing: bool) -> None:
    assert (text in MissingMarks(["-9"])) is is_missing


@pytest.mark.parametrize(
    ("text", "is_missing"), [("099", True), ("99", False), ("Unknown", False), ("unknown", True)]
)
def test_declared_code_is_missing_as_it_is_written(text: str, is_missing: bool) -> None:
    assert (text in MissingMarks(["099", "unknown"])) is is_missing
