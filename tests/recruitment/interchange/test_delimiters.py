"""What stands between the cells of a file, and names typed on a command line."""

from datetime import UTC

import pytest

from recruitment.interchange.cells import TableError
from recruitment.interchange.records import read_delimiter, read_names, read_records
from recruitment.interchange.table_layout import TableLayout
from recruitment.interchange.tables import read_table

OWN = ("id", "recruiter_id", "network_size")


def _read_header(text: str, delimiter: str = "") -> list[str]:
    return read_records(text.encode(), OWN, delimiter)[0].cells


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(delimiter: str) -> None:
    text = "id,recruiter_id,network_size,a\nx,seed,1,2\n".replace(",", delimiter)
    assert _read_header(text) == [*OWN, "a"]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ('id;recruiter_id;network_size;"income, EUR, net, monthly"\na;seed;1;2\n', "income, EUR"),
        ("id;recruiter_id;network_size;age, in, full, years, please\na;seed;1;2\n", "age, in"),
        ('id,recruiter_id,network_size,"a;b;c;d;e"\na,seed,1,2\n', "a;b;c;d;e"),
        ('id,recruiter_id,network_size,"how old\nare you"\na,seed,1,2\n', "how old\nare you"),
        ('"id","recruiter_id","network_size","x"\r\n"a;b","seed","1","c;d;e;f"\r\n', "x"),
        ("\n\n\nid;recruiter_id;network_size;x\na;seed;1;2\n", "x"),
        ("\ufeffsep=;\r\nid;recruiter_id;network_size;x\r\na;seed;1;2\r\n", "x"),
        ("sep=#\nid#recruiter_id#network_size#x\na#seed#1#2\n", "x"),
        ('id, recruiter_id, network_size, "a, b"\na, seed, 1, 2\n', "a, b"),
        ("id\trecruiter_id\tnetwork_size\ta,b,c,d,e\nx\tseed\t1\t1,2,3,4,5\n", "a,b,c,d,e"),
    ],
)
def test_header_is_read_as_csv_readers_do(text: str, last: str) -> None:
    header = _read_header(text)
    assert len(header) == 4
    assert header[-1].startswith(last)


def test_delimiter_given_goes_before_the_one_found() -> None:
    assert _read_header("id;x,y\n1;2,3\n", ",") == ["id;x", "y"]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    text = '\nid,recruiter_id,network_size,"two\nlines"\n\na,zz,1,2\n'
    with pytest.raises(TableError, match="row 4, column recruiter_id: zz is nobody's id"):
        read_table(text.encode(), TableLayout(), UTC, last_year=2027)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('age, "income, EUR",age', ("age", "income, EUR")),
        ('"how old\nare you",b', ("how old are you", "b")),
        ("", ()),
    ],
)
def test_names_may_stand_in_quotes(line: str, names: tuple[str, ...]) -> None:
    assert read_names(line) == names


def test_lone_quotation_mark_among_names_is_refused() -> None:
    with pytest.raises(ValueError, match="quote a name"):
        read_names('age,"income')


@pytest.mark.parametrize(
    ("text", "delimiter"), [("tab", "\t"), ("\\t", "\t"), (";", ";"), ("Pipe", "|"), ("", "")]
)
def test_delimiter_may_be_named(text: str, delimiter: str) -> None:
    assert read_delimiter(text) == delimiter


@pytest.mark.parametrize("text", [";;", "a", '"', ".", "\n"])
def test_what_stands_in_cells_is_no_delimiter(text: str) -> None:
    with pytest.raises(ValueError, match="cannot stand between cells"):
        read_delimiter(text)
