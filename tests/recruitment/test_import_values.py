"""What an import makes of values, as the files written from it show them."""

import csv
import io
from collections.abc import Iterable
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from analytics.exports.codebook import export_codebook
from analytics.exports.rds_table import export_chain_table
from analytics.exports.responses import export_responses
from analytics.selectors.dashboard import load_estimates
from analytics.services.folding import fold_all
from surveys.models import Survey
from tests.factories import NOW, make_researcher

pytestmark = pytest.mark.django_db

Lines = list[dict[str, str]]


def _import(folder: Path, columns: dict[str, list[str]], **options: str) -> Survey:
    make_researcher("owner")
    count = len(next(iter(columns.values())))
    own = {
        "id": [str(number) for number in range(1, count + 1)],
        "recruiter_id": [""] + ["1"] * (count - 1),
        "network_size": ["2"] * count,
    }
    file = folder / "table.csv"
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*own, *columns])
        writer.writerows(zip(*own.values(), *columns.values(), strict=True))
    options = {"slug": "study", "owner": "owner", **options}
    call_command("import_rds", str(file), stdout=io.StringIO(), **options)
    return Survey.objects.get(slug="study")


def _read(pieces: Iterable[bytes]) -> Lines:
    text = b"".join(pieces).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _list_codes(survey: Survey, variable: str) -> list[str]:
    lines = [line for line in _read(export_codebook(survey)) if line["variable"] == variable]
    return [line["code"] for line in lines]


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        (["0.0", "1.0", "NaN"], ["0", "1", ""]),
        (["-1", "0", "1"], ["-1", "0", "1"]),
        (["0755", "755", "NA"], ["0755", "755", ""]),
        (["1e+05", "12345678901", "."], ["100000", "12345678901", ""]),
        (["3.25", "-0.5", "null"], ["3.25", "-0.5", ""]),
        (["19", "unknown", "-9"], ["19", "unknown", "-9"]),
        (
            ["0.14285714285714285", "3.141592653589793", "2.0"],
            ["0.14285714285714285", "3.141592653589793", "2"],
        ),
        (["0.30000000000000004", "1.4285714285714285e-10", ""],) * 2,
    ],
)
def test_file_of_responses_holds_the_values_of_the_import(
    tmp_path: Path, cells: list[str], written: list[str]
) -> None:
    survey = _import(tmp_path, {"x": cells})
    assert [line["x"] for line in _read(export_responses(survey))] == written
    assert [line["x"] for line in _read(export_chain_table(survey))] == written
    assert set(_list_codes(survey, "x")) == {cell for cell in written if cell}


def test_many_numbers_stay_numbers_and_their_missing_cells_empty(tmp_path: Path) -> None:
    ages, scores = [str(age) for age in range(19, 61)], [f"{n / 4 - 2:.2f}" for n in range(42)]
    columns = {"age": ["-9", *ages], "score": [*scores, "N/A"], "day": ["2026-03-01"] * 43}
    columns["account"] = [str(123_456_789_012_000 + n) for n in range(43)]
    survey = _import(tmp_path, columns, missing="-9")
    lines = _read(export_responses(survey))
    assert [line["age"] for line in lines] == ["", *ages]
    assert [float(line["score"] or 99) for line in lines] == [*map(float, scores), 99]
    assert [line["account"] for line in lines] == columns["account"]
    assert (_list_codes(survey, "age"), _list_codes(survey, "score")) == ([""], [""])
    types = {line["variable"]: line["type"] for line in _read(export_codebook(survey))}
    assert (types["age"], types["score"], types["day"]) == ("integer", "number", "category")


def test_fraction_too_long_for_a_code_stays_a_number(tmp_path: Path) -> None:
    survey = _import(tmp_path, {"x": ["-1.4285714285714285e-10", "1", ""]})
    lines = _read(export_responses(survey))
    assert [line["x"] for line in lines] == ["-1.4285714285714285e-10", "1", ""]
    assert _list_codes(survey, "x") == [""]


def test_shares_are_estimated_by_the_numbers_of_the_file(tmp_path: Path) -> None:
    cells = ["0.0"] * 6 + ["1.0"] * 12 + ["-1"] * 6 + ["NA"]
    survey = _import(tmp_path, {"hiv": cells})
    fold_all(survey.pk, now=NOW)
    (variable,) = load_estimates(survey).variables
    shares = {value.code: (value.count, value.rds_ii.share) for value in variable.values}
    assert variable.n == 24
    assert shares == {-1: (6, 0.25), 0: (6, 0.25), 1: (12, 0.5)}


def test_r_is_told_to_read_codes_with_zeros_as_text(tmp_path: Path, client: Client) -> None:
    columns = {"zip": ["0755", "755"], "card": ["9" * 16, "2"], "word": ["a", "2"], "n": ["1", "2"]}
    survey = _import(tmp_path, columns)
    client.force_login(survey.memberships.get().researcher)
    page = unescape(client.get(reverse("analytics:downloads", args=[survey.slug])).content.decode())
    texts = ", ".join(f'{name} = "character"' for name in ("id", "recruiter.id", "zip", "card"))
    assert f"colClasses = c({texts}))" in page


def test_labels_are_the_values_of_the_file(tmp_path: Path) -> None:
    survey = _import(tmp_path, {"x": ["0.0", "1.50", "男"], "y": ["2.0", "0.50", "2"]})
    lines = _read(export_responses(survey, language="en"))
    assert [(line["x"], line["y"]) for line in lines] == [
        ("0.0", "2"),
        ("1.50", "0.5"),
        ("男", "2"),
    ]
