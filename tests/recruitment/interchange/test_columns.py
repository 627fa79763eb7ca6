"""Columns of text become variables with names that formulas can use and codes that are stored."""

import pytest

from recruitment.interchange.columns import (
    ColumnError,
    ColumnKind,
    ImportedColumn,
    describe_column,
    name_variables,
)


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


def _describe(*values: str) -> ImportedColumn:
    rows: dict[str, list[int]] = {}
    for number, value in enumerate(values, start=2):
        rows.setdefault(value, []).append(number)
    return describe_column("x", "x", rows)


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        (["10", "9", "1"], {"1": 1, "9": 9, "10": 10}),
        (["0.0", "1.0", "1", "0"], {"0.0": 0, "0": 0, "1.0": 1, "1": 1}),
        (["-1", "0", "1"], {"-1": -1, "0": 0, "1": 1}),
        (["1e+05", "100000", "5"], {"5": 5, "1e+05": 100_000, "100000": 100_000}),
        (["13812345678", "1"], {"1": 1, "13812345678": 13_812_345_678}),
        (["123456789012345"], {"123456789012345": 123_456_789_012_345}),
        (["0.5", ".50", "1"], {"0.5": "0.5", ".50": "0.5", "1": 1}),
        (["-0.0", "+2"], {"-0.0": 0, "+2": 2}),
    ],
)
def test_few_numbers_are_choices_coded_by_their_values(
    values: list[str], codes: dict[str, int | str]
) -> None:
    column = _describe(*values)
    assert (column.kind, column.codes) == (ColumnKind.CHOICES_OF_NUMBERS, codes)
    assert list(column.codes.values()) == sorted(codes.values(), key=float)


@pytest.mark.parametrize(
    ("values", "labels"),
    [(["0.0", "0", "1.0"], {0: "0", 1: "1"}), (["0.50", "-1"], {-1: "-1", "0.5": "0.5"})],
)
def test_label_of_a_number_is_the_number(values: list[str], labels: dict[int, str]) -> None:
    assert _describe(*values).labels == labels


def test_many_whole_numbers_stay_numbers() -> None:
    column = _describe(*map(str, range(20, 70)))
    assert (column.kind, column.labels) == (ColumnKind.WHOLE_NUMBERS, {})
    assert (column.numbers[0], column.numbers[-1], column.codes["35"]) == (20, 69, 35)


def test_many_decimals_and_numbers_below_zero_stay_numbers() -> None:
    column = _describe(*(f"{number / 4 - 3:.2f}" for number in range(30)))
    assert (column.kind, column.codes["-2.75"], column.codes["3.25"]) == (
        ColumnKind.NUMBERS,
        -2.75,
        3.25,
    )


def test_number_below_zero_among_others_is_kept_and_pointed_out() -> None:
    column = _describe(*map(str, range(19, 61)), "-9")
    assert (column.codes["-9"], column.codes["19"]) == (-9, 19)
    assert column.notes == (
        "below zero: “-9” (row 44); kept as it is, or missing with --missing=-9",
    )


def test_column_that_is_often_below_zero_is_not_pointed_out() -> None:
    assert _describe(*map(str, range(-10, 30))).notes == ()


def test_codes_with_zeros_in_front_stay_apart() -> None:
    column = _describe("0755", "755", "010")
    assert (column.kind, column.codes) == (
        ColumnKind.TEXT,
        {"755": "755", "010": "010", "0755": "0755"},
    )
    assert "“0755” (row 2), “010” (row 4)" in column.notes[0]


def test_number_too_long_to_stay_exact_is_text() -> None:
    column = _describe("110101199003071234", "2")
    assert column.codes == {"2": "2", "110101199003071234": "110101199003071234"}
    assert column.notes[0].startswith("more than 15 digits are no exact number: “1101011990")


def test_word_among_numbers_makes_no_ranks_and_is_named() -> None:
    column = _describe("10.5", "-2", "no answer", "9")
    assert column.codes == {value: value for value in ("-2", "9", "10.5", "no answer")}
    assert list(column.codes) == ["-2", "9", "10.5", "no answer"]
    assert column.notes == (
        (
            "numbers but for “no answer” (row 4); text, or, where these mean no answer,"
            " numbers with '--missing=no answer'"
        ),
    )


def test_rows_of_a_word_among_numbers_are_named_and_long_words_not_repeated() -> None:
    word = "refused to answer this"
    assert _describe(*["1"] * 5, word, word, word, word).notes[0] == (
        "numbers but for “refused to answer th” (rows 7, 8, 9 …); text, or,"
        " where these mean no answer, numbers with --missing"
    )


def test_words_are_their_own_codes() -> None:
    assert _describe("red", "蓝", "dark blue").codes == {
        "dark blue": "dark blue",
        "red": "red",
        "蓝": "蓝",
    }


def test_long_texts_are_numbered_and_keep_their_words_as_labels() -> None:
    long = "neither agree nor disagree"
    column = _describe(long, "agree", "a|b", "text_1")
    assert column.labels == {"text_2": "a|b", "agree": "agree", "text_3": long, "text_1": "text_1"}


def test_numbers_with_commas_are_kept_as_text_and_pointed_out() -> None:
    column = _describe("3,25", "1,000", "3,25")
    assert column.labels == {"1,000": "1,000", "3,25": "3,25"}
    assert column.notes == (
        (
            "decimal commas and separators of thousands are not read, so these are text; write"
            " numbers like 1234.5: “3,25” (rows 2, 4), “1,000” (row 3)"
        ),
    )


def test_dates_stay_text() -> None:
    column = _describe("2026-03-01", "2026-03-02")
    assert (column.kind, column.codes["2026-03-01"]) == (ColumnKind.DATES, "2026-03-01")


def test_empty_column_is_no_variable() -> None:
    with pytest.raises(ColumnError, match="every cell is missing"):
        _describe()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([f"word {number}" for number in range(61)], r"more than 60 different texts \(61\)$"),
        ([f"2026-{n % 12 + 1}-{n % 28 + 1}" for n in range(84)], "more than 60 different dates"),
        ([*map(str, range(70)), "x"], r"texts \(71\); numbers but for “x” \(row 72\)"),
        ([f"0{number}" for number in range(70)], r"texts \(70\); zeros in front make text"),
    ],
)
def test_too_many_different_texts_are_no_variable(values: list[str], reason: str) -> None:
    with pytest.raises(ColumnError, match=reason):
        _describe(*values)


@pytest.mark.parametrize("word", ["1 234", "1.234.567", "3,000,000", "1.234,5", "1’234"])
def test_separated_thousands_are_no_answers_to_be_declared_missing(word: str) -> None:
    assert _describe("1", "2", "3", word).notes == (
        (
            "decimal commas and separators of thousands are not read, so these are text; write"
            f" numbers like 1234.5: “{word}” (row 5)"
        ),
    )


def test_one_mark_in_most_cells_is_told_and_not_called_many_texts() -> None:
    (note,) = _describe(*["#N/A"] * 9, "19", "20").notes
    assert note == (
        "numbers but for “#N/A” (rows 2, 3, 4 …); text, or, where these mean no answer,"
        " numbers with '--missing=#N/A'"
    )
    assert _describe("2026-03-01", "45292", "2026-03-03").notes == ()
    with pytest.raises(ColumnError, match=r"71\); numbers but for “#N/A”"):
        _describe(*["#N/A"] * 90, *map(str, range(70)))
