"""The rules by which a table is read, each by itself: columns, delimiters, ids, seeds, notes."""

import pytest

from recruitment.interchange.cells import TableError, UnreadableCellError, marks_seed, read_id
from recruitment.interchange.columns import note_texts
from recruitment.interchange.numbers import make_keys
from recruitment.interchange.records import decode_table, find_delimiter
from recruitment.interchange.table_layout import TableLayout, check_header

LAYOUT = TableLayout()


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (["id", "recruiter_id"], "network_size: is missing; name another column (the file has id,"),
        (["id", "id", "recruiter_id", "network_size"], "id: stands 2 times in the header"),
        (["id", "a\0b", "recruiter_id", "network_size"], "column 2: holds a control character"),
    ],
)
def test_header_is_refused(header: list[str], fault: str) -> None:
    assert [fault in str(problem) for problem in check_header(1, header, LAYOUT)] == [True]


def test_header_may_have_columns_without_a_name() -> None:
    assert list(check_header(1, ["id", "", "recruiter_id", "", "network_size"], LAYOUT)) == []


def test_variables_are_all_columns_but_bookkeeping() -> None:
    header = ["id", "recruiter_id", "network_size", "Seed.ID", "coupon_3", "", "w_income", "age"]
    assert LAYOUT.pick_variables(header) == ("w_income", "age")


def test_variables_declared_are_kept_whatever_their_names() -> None:
    assert TableLayout(variables=("wave",)).pick_variables(["wave", "age"]) == ("wave",)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("id;a,b\n1;2,3\n", ";"),  # the only one that leaves the name
        ("a;b,c\n1;2\n3;4\n", ";"),  # no name: most rows as wide as the header
        ("a,b,c;d\n1\n2\n", ","),  # neither: the widest header
    ],
)
def test_delimiter_is_judged_by_names_then_rows_then_width(text: str, delimiter: str) -> None:
    assert find_delimiter(text, ("id",)) == delimiter


def test_every_line_that_is_not_utf8_is_told() -> None:
    with pytest.raises(TableError) as refused:
        decode_table(b"id\n\xe9\nb\n\xff\n")
    assert [problem.row for problem in refused.value.problems] == [2, 4]


def test_mark_of_other_programs_is_taken_off() -> None:
    assert decode_table("\ufeffid".encode()) == "id"


@pytest.mark.parametrize(("text", "is_seed"), [("0", True), ("0.0", True), ("1", False)])
def test_seed_value_counts_in_every_spelling(text: str, is_seed: bool) -> None:
    assert marks_seed(text, "0") is is_seed


@pytest.mark.parametrize("text", ["", "NA", "seed", "x" * 41])
def test_id_that_tells_nobody_apart_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCellError):
        read_id(text, "seed")


def test_id_is_kept_as_written() -> None:
    assert read_id("007", "seed") == "007"


@pytest.mark.parametrize(
    ("ids", "recruiters", "keys"),
    [
        (["1", "2"], ["1.0"], {"1": "1", "2": "2", "1.0": "1"}),
        (["01", "1"], [], {"01": "01", "1": "1"}),
        (["01", "2"], ["1"], {"01": "1", "2": "2", "1": "1"}),
        (["1", "1.5"], [], {"1": "1", "1.5": "1.5"}),
        (["1e5000", "1.0"], [], {"1e5000": "1e5000", "1.0": "1.0"}),
    ],
)
def test_ids_match_by_value_where_all_are_whole(
    ids: list[str], recruiters: list[str], keys: dict[str, str]
) -> None:
    assert make_keys(ids, recruiters) == keys


@pytest.mark.parametrize(
    ("texts", "note"),
    [
        (["01"], "zeros in front make text, not numbers: “01” (row 2)"),
        (["1" * 16], "more than 15 digits are no exact number"),
        (["1,5"], "decimal commas and separators of thousands are not read"),
        (["keine"], "numbers but for “keine” (row 2); text, or, where these mean no answer"),
    ],
)
def test_column_of_text_says_why_it_holds_no_numbers(texts: list[str], note: str) -> None:
    rows = {"4": [3, 4, 5], **{text: [2] for text in texts}}
    assert [one[: len(note)] for one in note_texts(rows, texts)] == [note]


def test_words_alone_need_no_reason() -> None:
    assert (
        list(note_texts({"red": [2, 3], "blue": [4], "green": [5]}, ["red", "blue", "green"])) == []
    )
