"""The report of an import says of every column what it was taken for."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from surveys.models import Survey
from tests.factories import make_researcher

pytestmark = pytest.mark.django_db

HEADER = "id,recruiter_id,network_size"
BOOKKEEPING = "bookkeeping by its name, like wave or coupon; --variables keeps it"


@pytest.fixture(autouse=True)
def _owner() -> None:
    make_researcher("owner")


def _report(folder: Path, text: str, **options: str | list[str]) -> list[str]:
    file, answer = folder / "table.csv", io.StringIO()
    file.write_text(text)
    call_command("import_rds", str(file), slug="study", owner="owner", stdout=answer, **options)
    return answer.getvalue().splitlines()


def test_every_column_has_its_line(tmp_path: Path) -> None:
    text = (
        f"{HEADER},hiv,postcode,2nd job,wave,,day,性别,none\n"
        "1,NA,5,0.0,0755,yes,0,x,2026-03-01,男,\n"
        "2,1.0,,1.0,755,no,1,x,2026-03-02,女,NA\n"
        "3,1,7,1,755,N/A,1,x,2026-03-02,.,null\n"
    )
    assert _report(tmp_path, text, time="day") == [
        "Survey “study”: 3 respondents.",
        "Seeds: 1, waves: 1.",
        "",
        "column        taken for           missing  values",
        "id            id                           3 different",
        "recruiter_id  recruiter                    1 seed, 2 recruits",
        "network_size  network size        1        5 to 7 (2 different)",
        "hiv           numbers as choices           0, 1",
        "postcode      text                         0755, 755",
        "2nd job       text                1        no, yes (as v_2nd_job)",
        "wave          left out                     " + BOOKKEEPING,
        "(column 8)    left out                     it has no heading",
        "day           time                         2026-03-01 to 2026-03-02",
        "性别          text                1        女, 男 (as v)",
        "none          left out                     every cell is missing",
        "",
        "To look at:",
        "  postcode: zeros in front make text, not numbers: “0755” (row 2)",
    ]


def test_numbers_show_their_range_and_many_choices_their_count(tmp_path: Path) -> None:
    rows = "".join(f"{n},seed,1,{n + 19},{n / 4},t{n % 20}\n" for n in range(40))
    lines = _report(tmp_path, f"{HEADER},age,score,text\n{rows}")
    assert lines[-3:] == [
        "age           whole numbers           19 to 58 (40 different)",
        "score         numbers                 0 to 9.75 (40 different)",
        "text          text                    t0, t1, t10, t11, t12, t13, … (20 different)",
    ]


def test_columns_not_asked_for_are_told(tmp_path: Path) -> None:
    lines = _report(tmp_path, f'{HEADER},"a, b",c\n1,,1,2,3\n', variables='"a, b"')
    assert lines[-2:] == [
        "a, b          numbers as choices           2 (as a_b)",
        "c             left out                     not among --variables",
    ]


def test_spaces_made_one_are_told_with_their_rows(tmp_path: Path) -> None:
    text = f'{HEADER},word\n1,,1," a  b"\n2,1,1,a b\n3,1,1,"a\nb"\n'
    lines = _report(tmp_path, text)
    assert lines[-4:] == [
        "word          text                   a b",
        "",
        "To look at:",
        "  word: line breaks and runs of spaces within a cell are read as one space: rows 2, 4",
    ]


@pytest.mark.parametrize("missing", ["-9,unknown", ["-9", "unknown"], ['"unknown",-9.0']])
def test_declared_marks_are_missing_in_every_column(
    tmp_path: Path, missing: str | list[str]
) -> None:
    text = f"{HEADER},age,word\n1,-9,-9,30,ok\n2,1,3,-9.0,unknown\n"
    lines = _report(tmp_path, text, missing=missing)
    assert lines[-4:] == [
        "recruiter_id  recruiter                    1 seed, 1 recruit",
        "network_size  network size        1        3",
        "age           numbers as choices  1        30",
        "word          text                1        ok",
    ]


def test_report_of_a_hundred_columns_stays_aligned(tmp_path: Path) -> None:
    names = [f"question number {n}, as it was asked" for n in range(100)]
    quoted = ",".join(f'"{name}"' for name in names)
    lines = _report(tmp_path, f"{HEADER},{quoted}\n1,,1{',2' * 100}\n")
    table = lines[3:]
    assert len(table) == 104
    assert {line.index(word) for line, word in zip(table[1:4], ("id", "rec", "net"), strict=True)}
    assert {line.find("numbers as choices") for line in table[4:]} == {36}
    assert max(map(len, table)) < 130


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"variables": 'a,"b'}, "quote a name"),
        ({"delimiter": "::"}, ":: cannot stand between cells"),
        ({"missing": '"'}, "quote a name"),
    ],
)
def test_option_that_cannot_be_read_is_refused(
    tmp_path: Path, options: dict[str, str], fault: str
) -> None:
    with pytest.raises(CommandError, match=fault):
        _report(tmp_path, f"{HEADER},a\n1,,1,2\n", **options)
    assert not Survey.objects.exists()
