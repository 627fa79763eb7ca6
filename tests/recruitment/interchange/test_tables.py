"""Reading RDS tables: every fault has its row and column, and all of them come at once."""

from datetime import UTC, datetime

import pytest

from recruitment.interchange.cells import TableError
from recruitment.interchange.table_layout import MOST_COLUMNS, TableLayout
from recruitment.interchange.tables import RdsTable, read_table

HEADER = "id,recruiter_id,network_size,colour\n"


def _read(text: str | bytes, **layout: object) -> RdsTable:
    data = text if isinstance(text, bytes) else text.encode()
    return read_table(data, TableLayout(**layout), UTC, last_year=2027)  # type: ignore[arg-type]


def _faults(text: str | bytes, **layout: object) -> list[str]:
    with pytest.raises(TableError) as refused:
        _read(text, **layout)
    return [str(problem) for problem in refused.value.problems]


def test_rows_are_linked_to_their_recruiters() -> None:
    table = _read(HEADER + "a,seed,5,red\nb,a,7,blue\nc,b,,\n")
    assert table.recruiters == (None, 0, 1)
    assert [row.network_size for row in table.rows] == [5, 7, None]
    assert [row.cells for row in table.rows] == [("red",), ("blue",), (None,)]


def test_recruits_may_stand_before_their_recruiter() -> None:
    assert _read(HEADER + "b,a,7,blue\na,seed,5,red\n").recruiters == (1, None)


@pytest.mark.parametrize("recruiter", ["", "NA", "n/a", "NaN", "NULL", ".", "seed"])
def test_seeds_are_marked_by_no_recruiter_or_the_seed_value(recruiter: str) -> None:
    assert _read(HEADER + f"a,{recruiter},5,red\n").recruiters == (None,)


def test_seeds_may_be_marked_by_another_word() -> None:
    assert _read(HEADER + "a,0,5,red\nb,a,1,red\n", seed_value="0").recruiters == (None, 0)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("b,zz,5,red", "row 3, column recruiter_id: zz is nobody's id"),
        ("b,b,5,red", "row 3, column recruiter_id: b recruited himself or herself"),
        ("a,seed,5,red", "row 3, column id: a is already the id of row 2"),
        (",a,5,red", "row 3, column id: is missing"),
        ("seed,a,5,red", "row 3, column id: seed marks seeds"),
        ("b" * 41 + ",a,5,red", "row 3, column id: is longer than 40"),
        ("b,a,-1,red", "row 3, column network_size: -1 is negative"),
        ("b,a,many,red", "row 3, column network_size: many is not a number"),
        ("b,a,2.5,red", "row 3, column network_size: 2.5 is a fraction"),
        ("b,a,1000000,red", "row 3, column network_size: 1000000 is more than"),
        ("b,a,5," + "x" * 501, "row 3, column colour: is longer than 500 characters"),
        ("b,a,5,r\0d", "row 3, column colour: holds a control character"),
        ("b,a,5", "row 3: has 3 cells, the header 4"),
        ("b,a,5,red,more", "row 3: has 5 cells, the header 4"),
    ],
)
def test_fault_is_told_with_its_place(row: str, fault: str) -> None:
    (told,) = _faults(HEADER + "a,seed,5,red\n" + row + "\n")
    assert told.startswith(fault)


def test_all_faults_are_told_together_in_the_order_of_rows() -> None:
    faults = _faults(HEADER + "a,seed,x,red\nb,zz,-1,red\nb,a,3,red\n")
    assert [fault.split(":")[0] for fault in faults] == [
        "row 2, column network_size",
        "row 3, column network_size",
        "row 3, column recruiter_id",
        "row 4, column id",
    ]


def test_cycle_is_told_with_the_ids_on_it() -> None:
    (told,) = _faults(HEADER + "a,seed,5,red\nb,d,5,red\nc,b,5,red\nd,c,5,red\n")
    assert "b → c → d → b" in told


@pytest.mark.parametrize(
    ("text", "size"), [("350.0", 350), ("1e+02", 100), ("010", 10), ("N/A", None), ("-9", None)]
)
def test_network_size_is_read_by_value(text: str, size: int | None) -> None:
    table = _read(HEADER + f"a,seed,{text},red\n", missing=("-9",))
    assert table.rows[0].network_size == size


def test_negative_network_size_leads_to_declaring_it_missing() -> None:
    (told,) = _faults(HEADER + "a,seed,-9,red\n")
    assert told.endswith("give 0 or more, leave it empty, or import with --missing=-9")


def test_line_breaks_in_a_cell_become_spaces() -> None:
    assert _read(HEADER + 'a,seed,5,"dark\n red"\n').rows[0].cells == ("dark red",)


def test_header_no_page_can_hold_is_refused() -> None:
    (told,) = _faults("id,recruiter_id,network_size,a\x07b\na,seed,5,1\n")
    assert told == "row 1, column 4: holds a control character; delete it"


def test_missing_columns_are_named_with_those_there_are() -> None:
    faults = _faults("key,recruiter_id,colour\na,seed,red\n", variables=("age",))
    assert [fault.split(":")[0] for fault in faults] == [
        "row 1, column age",
        "row 1, column id",
        "row 1, column network_size",
    ]
    assert "key, recruiter_id, colour" in faults[0]


@pytest.mark.parametrize("text", ["", "\n\n", HEADER, HEADER + ",,,\n"])
def test_table_without_respondents_is_refused(text: str) -> None:
    assert _faults(text) == ["the file holds no respondents"]


def test_bytes_that_are_not_utf_8_are_located() -> None:
    faults = _faults(HEADER.encode() + "a,seed,5,é\nb,a,5,red\n".encode("latin-1"))
    assert faults == ["row 2: byte 0xE9 at place 10 is not UTF-8; save the file as CSV in UTF-8"]


def test_lone_quotation_mark_is_refused() -> None:
    (told,) = _faults(HEADER + 'a,seed,5,red\nb,a,5,"red\nc,a,5,red\nd,a,5,red\n')
    assert told == (
        "row 3: cannot be read as CSV (unexpected end of data); look for a lone quotation mark,"
        " or name the --delimiter"
    )


def test_lone_quotation_mark_in_the_header_is_told_as_such() -> None:
    (told,) = _faults('"id","recruiter_id","network_size","x\n"a","seed","5","red"\n')
    assert told.startswith("row 1: cannot be read as CSV")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_another_width_of_unicode_is_told_in_one_sentence(encoding: str) -> None:
    faults = _faults((HEADER + "a,seed,5,red\n").encode(encoding))
    assert faults == ["the file is in UTF-16 or UTF-32; save it as CSV in UTF-8"]


def test_ids_that_only_look_alike_are_told() -> None:
    assert _faults(HEADER + "1,seed,5,red\n2,1\u200b,5,red\n")[-1] == (
        "row 3, column recruiter_id: holds an invisible character (U+200B); delete it"
    )
    assert _faults("\ufeff\ufeff" + HEADER + "1,seed,5,red\n")[0] == (
        "row 1, column 1: holds an invisible character (U+FEFF); delete it"
    )


def test_days_among_dates_are_refused() -> None:
    rows = "1,seed,5,2026-03-01\n2,1,5,36000\n"
    assert _faults("id,recruiter_id,network_size,day\n" + rows, time="day") == [
        "row 3, column day: 36000 stands among dates; write all as dates or all as numbers of days"
    ]


def test_name_used_twice_in_the_header_is_refused() -> None:
    (told,) = _faults("id,recruiter_id,network_size,x,x\na,seed,5,1,1\n")
    assert told == "row 1, column x: stands 2 times in the header; rename one"


def test_too_many_columns_are_refused() -> None:
    many = ",".join(f"v{number}" for number in range(MOST_COLUMNS))
    (told,) = _faults(f"id,recruiter_id,network_size,{many}\n" + "a,seed,1" + ",1" * MOST_COLUMNS)
    assert told.startswith(f"the file has {MOST_COLUMNS + 3} columns")


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recruitment.interchange.records.MOST_ROWS", 1)
    assert _faults(HEADER + "a,seed,5,red\nb,a,5,red\n") == ["the file has more than 1 rows"]


def test_too_large_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recruitment.interchange.records.MOST_BYTES", 10)
    assert _faults(HEADER) == ["the file is larger than 10 bytes"]


def test_semicolons_and_a_byte_order_mark_are_read() -> None:
    text = "\ufeffid;recruiter_id;network_size;colour\na;seed;5;red\n"
    assert _read(text).rows[0].cells == ("red",)


def test_bookkeeping_columns_are_passed_over() -> None:
    header = "row,id,recruiter_id,network_size,wave,own.coupon,coupon.1,w_rds_ii,Gender.MF.\n"
    table = _read(header + "1,a,seed,5,0,,77,0.5,1\n")
    assert table.headers == ("Gender.MF.",)


def test_names_that_only_begin_like_bookkeeping_are_answers() -> None:
    names = ("weight_kg", "weight", "birth_weight_g", "w_income", "chain", "seeds", "wave_length")
    header = ",".join(("id", "recruiter_id", "network_size", *names))
    assert _read(f"{header}\na,seed,5,70,1,3000,2,1,4,9\n").headers == names


def test_variables_named_are_the_only_ones_read() -> None:
    text = "id,recruiter_id,network_size,a,b\nx,seed,5,1,2\n"
    assert _read(text, variables=("b",)).headers == ("b",)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T14:30", datetime(2026, 3, 1, 14, 30, tzinfo=UTC)),
        ("1.5", datetime(2000, 1, 2, 12, tzinfo=UTC)),
    ],
)
def test_times_are_dates_or_days(text: str, moment: datetime) -> None:
    table = _read(f"id,recruiter_id,network_size,day\na,seed,5,{text}\n", time="day")
    assert table.rows[0].time == moment


@pytest.mark.parametrize("text", ["soon", "", "-1", "99999999"])
def test_unreadable_time_is_told_with_its_place(text: str) -> None:
    (told,) = _faults(f"id,recruiter_id,network_size,day\na,seed,5,{text}\n", time="day")
    assert told.startswith("row 2, column day: ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0001-01-01", "row 2, column day: 0001-01-01 is not between the years 1900 and 2027"),
        ("0001-01-01T00:00+10:00", "row 2, column day: 0001-01-01T00:00+10:00 is not between"),
        ("9999-12-31T23:59-10:00", "row 2, column day: 9999-12-31T23:59-10:00 is not between"),
        ("1900-01-01T01:00+02:00", "row 2, column day: 1900-01-01T01:00+02:00 is not between"),
        ("2027-12-31T23:00-02:00", "row 2, column day: 2027-12-31T23:00-02:00 is not between"),
        ("2026-03-01\x07", "row 2, column day: holds a control character"),
        ("2" * 501, "row 2, column day: is longer than 500 characters"),
    ],
)
def test_time_nobody_could_have_answered_at_is_told_once(text: str, told: str) -> None:
    (fault,) = _faults(f"id,recruiter_id,network_size,day\na,seed,5,{text}\n", time="day")
    assert fault.startswith(told)


def test_recruit_before_the_recruiter_in_time_is_refused() -> None:
    header = "id,recruiter_id,network_size,day\n"
    (told,) = _faults(header + "a,seed,5,2\nb,a,5,1\n", time="day")
    assert told.startswith("row 3, column day: comes before the recruiter's (row 2)")
