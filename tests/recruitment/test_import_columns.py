"""Columns of text become variables with names that formulas can use and codes that are stored."""

import pytest

from recruitment.rules.columns import ColumnError, describe_column, name_variables


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Gender.MF.", "Gender_MF"),
        ("2nd job", "v_2nd_job"),
        ("性别", "v"),
        ("if", "if_2"),
        ("x" * 99, "x" * 50),
        ("IF", "IF_2"),
    ],
)
def test_header_becomes_a_name(header: str, name: str) -> None:
    assert name_variables([header], reserved={"if"}) == {header: name}


def test_two_headers_never_share_a_name() -> None:
    assert name_variables(["a b", "a.b", "a_b"], reserved=()) == {
        "a b": "a_b",
        "a.b": "a_b_2",
        "a_b": "a_b_3",
    }


def test_names_differ_by_more_than_case() -> None:
    assert name_variables(["Age", "age"], reserved=()) == {"Age": "Age", "age": "age_2"}


def test_few_whole_numbers_are_codes_in_their_order() -> None:
    assert list(describe_column("x", "x", ["10", "9", "1"]).codes.items()) == [
        ("1", 1),
        ("9", 9),
        ("10", 10),
    ]


def test_many_whole_numbers_stay_numbers() -> None:
    column = describe_column("age", "Age", [str(age) for age in range(20, 70)])
    assert (column.is_number, column.largest, column.encode("35")) == (True, 69, 35)


def test_short_words_are_their_own_codes() -> None:
    assert describe_column("x", "x", ["red", "blue"]).codes == {"blue": "blue", "red": "red"}


def test_other_values_are_numbered_and_numbers_come_by_size() -> None:
    column = describe_column("x", "x", ["10.5", "-2", "no answer", "9"])
    assert column.codes == {"-2": 1, "9": 2, "10.5": 3, "no answer": 4}


def test_empty_column_is_no_variable() -> None:
    with pytest.raises(ColumnError, match="empty"):
        describe_column("x", "x", [])


def test_too_many_different_words_are_no_variable() -> None:
    with pytest.raises(ColumnError, match="more than 60"):
        describe_column("x", "x", [f"word {number}" for number in range(61)])
