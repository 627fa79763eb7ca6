"""The Parquet file holds what the CSV file holds, each column with its type."""

from io import BytesIO, StringIO
from typing import Any

import pandas
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pyarrow import parquet

from analytics.exports import parquet as writing
from analytics.exports.responses import export_parquet, export_responses
from analytics.selectors import dataset
from analytics.services.folding import fold_all
from surveys.models import Response, Survey
from tests.factories import (
    NOW,
    make_completed_response,
    make_document,
    make_recruit,
    make_researcher,
    make_response,
    make_survey,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    survey = make_survey(owner=make_researcher("owner"))
    make_recruit(survey=survey, replies={"comment": ["near my family"], "reasons": ["1", "2"]})
    make_recruit(survey=survey, replies={"reasons": ["90"], "gender": [""], "contacts": [""]})
    make_response(survey)
    fold_all(survey.pk, now=NOW)
    return survey


def _read(survey: Survey, **options: Any) -> pandas.DataFrame:
    return pandas.read_parquet(BytesIO(b"".join(export_parquet(survey, **options))))


def _read_csv(survey: Survey, **options: Any) -> pandas.DataFrame:
    text = b"".join(export_responses(survey, **options)).decode("utf-8-sig")
    return pandas.read_csv(StringIO(text), dtype=str, keep_default_na=False)


@pytest.mark.parametrize("options", [{}, {"only_completed": False}])
def test_every_cell_is_that_of_the_csv_file(survey: Survey, options: dict[str, Any]) -> None:
    found, expected = _read(survey, **options), _read_csv(survey, **options)
    assert list(found.columns) == list(expected.columns)
    assert len(found) == len(expected)
    for name in found.columns:
        for cell, text in zip(found[name], expected[name], strict=True):
            if pandas.isna(cell):
                assert text == "", name
            elif isinstance(cell, float):
                assert float(text) == cell, name
            else:
                assert str(cell) == text, name


def test_columns_have_types(survey: Survey) -> None:
    schema = parquet.read_schema(BytesIO(b"".join(export_parquet(survey))))
    kinds = {name: str(schema.field(name).type) for name in schema.names}
    assert (kinds["gender"], kinds["reasons_90"], kinds["contacts"]) == ("int64",) * 3
    assert (kinds["completed_on"], kinds["weight_rds_ii"]) == ("date32[day]", "double")
    assert kinds["state"].startswith("dictionary")


def test_labels_stand_where_codes_do_and_numbers_stay_numbers(survey: Survey) -> None:
    found = _read(survey, language="en")
    assert list(found["gender"]) == ["Female", "skipped"]
    assert list(found["reasons_90"]) == ["no", "yes"]
    assert list(found["contacts"]) == [12, -1]


def test_derived_words_are_words_and_numbers_beside_them_numbers() -> None:
    document = make_document()
    derived = document.setdefault("derived", [])
    for name, expression in (
        ("who", "if(gender = 2, 'her', unknown)"),
        ("same", "coalesce(who, 'nobody')"),
        ("is_her", "if(who = 'her', 1, 0)"),
    ):
        label = {"en": name, "zh-Hans": name}
        derived.append({"name": name, "label": label, "expression": expression})
    survey = make_survey(version=make_version("worded", document=document))
    make_completed_response(survey)
    make_completed_response(survey, {"gender": ["1"]})
    found = _read(survey)
    assert found["who"].tolist()[0] == "her"
    assert pandas.isna(found["who"].tolist()[1])
    assert found["same"].tolist() == ["her", "nobody"]
    assert str(found["is_her"].dtype) == "float64"
    assert found["is_her"].tolist()[0] == 1


def test_a_survey_without_responses_has_its_columns() -> None:
    found = _read(make_survey())
    assert (len(found), "gender" in found.columns) == (0, True)


def test_first_piece_leaves_before_anything_is_read(survey: Survey) -> None:
    pieces = export_parquet(survey)
    with CaptureQueriesContext(connection) as queries:
        assert next(pieces) == b"PAR1"
    assert [one["sql"] for one in queries if "surveys_response" in one["sql"]] == []


def test_rows_are_grouped_and_none_is_lost(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "ROWS_PER_GROUP", 2)
    monkeypatch.setattr(dataset, "ROWS_PER_PIECE", 1)
    for _ in range(3):
        make_completed_response(survey)
    file = parquet.ParquetFile(BytesIO(b"".join(export_parquet(survey))))
    groups = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    assert groups == [2, 2, 1]
    names = file.read().column("id").to_pylist()
    ids = Response.objects.filter(state="completed").order_by("pk")
    assert names == [str(one.respondent) for one in ids]


def test_page_offers_both_formats_with_the_same_choices(client: Client, survey: Survey) -> None:
    owner = User.objects.get(username="owner")
    client.force_login(owner, "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("analytics:downloads", args=[survey.slug])).content.decode()
    address = reverse("analytics:responses_parquet", args=[survey.slug])
    assert f'formaction="{address}"' in page
    answer = client.get(address, {"labels": "en", "states": "all"})
    assert answer["Content-Type"] == "application/vnd.apache.parquet"
    assert f"{survey.slug}-responses-all-labels-en.parquet" in answer["Content-Disposition"]
    assert len(pandas.read_parquet(BytesIO(answer.getvalue()))) == 3
