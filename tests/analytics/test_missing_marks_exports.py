"""Only an empty cell reads as missing, by the defaults of pandas and of R."""

from collections.abc import Iterable
from io import BytesIO

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas._libs.parsers import STR_NA_VALUES

from analytics.exports.codebook import export_codebook
from analytics.exports.responses import export_responses
from surveys.engine.tables import protect_cell, write_csv
from surveys.exports.texts import export_texts
from surveys.models import Survey
from tests.factories import (
    make_completed_response,
    make_simulated_survey,
    make_survey,
    make_version,
)

MARKS = sorted(STR_NA_VALUES - {""})
R_MARK = "NA"  # na.strings of read.csv


def _read(pieces: Iterable[bytes]) -> pandas.DataFrame:
    """Read a file by the defaults; fail where a cell that is not empty has become missing."""
    data = b"".join(pieces)
    read = pandas.read_csv(BytesIO(data))
    written = pandas.read_csv(BytesIO(data), dtype=str, keep_default_na=False)
    lost = written[read.isna() & (written != "")].stack().dropna()
    assert lost.to_dict() == {}
    assert not (written == R_MARK).any(axis=None)
    return read


def _make_survey(choices: Iterable[tuple[int | str, str]]) -> Survey:
    """A survey whose only item besides the network size has these choices, all given."""
    item = {
        "id": "X",
        "variable": "x",
        "type": "single",
        "prompt": {"en": "Which?"},
        "choices": [{"code": code, "label": {"en": label}} for code, label in choices],
    }
    size = {"id": "N", "variable": "n", "type": "integer", "prompt": {"en": "How many?"}}
    size |= {"minimum": 0, "maximum": 9}
    page = {"id": "p", "title": {"en": "Page"}, "items": [item, size]}
    document = {
        "id": "marks",
        "title": {"en": "Marks"},
        "languages": ["en"],
        "network_size_variable": "n",
        "pages": [page],
    }
    survey = make_survey(version=make_version("marks", document=document))
    for code, _ in choices:
        make_completed_response(survey, {"x": [str(code)], "n": ["3"]})
    return survey


@pytest.mark.parametrize("mark", MARKS)
def test_column_of_nothing_but_a_mark_is_not_missing(mark: str) -> None:
    read = _read(write_csv(["x"], [[mark]]))
    assert read["x"].tolist() == [protect_cell(mark)]


@given(mark=st.sampled_from(MARKS), upper=st.lists(st.booleans(), min_size=9), spaces=st.text(" "))
def test_mark_in_any_case_with_any_spaces_is_not_missing(
    mark: str, upper: list[bool], spaces: str
) -> None:
    text = "".join(
        one.upper() if is_upper else one.lower() for one, is_upper in zip(mark, upper, strict=False)
    )
    _read(write_csv(["x", "y"], [[f"{spaces}{text}{spaces}", 1], [text, 2], ["plain", 3]]))


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1))
def test_no_text_reads_as_missing(text: str) -> None:
    assert not pandas.read_csv(BytesIO(b"".join(write_csv(["x"], [[text]]))))["x"].isna().any()


def test_what_is_missing_stays_an_empty_cell() -> None:
    assert _read(write_csv(["x", "y"], [[None, 1], ["", 2]]))["x"].isna().all()


@pytest.mark.django_db
def test_every_label_of_a_file_with_labels_survives() -> None:
    survey = _make_survey(list(enumerate(MARKS, start=1)))
    labels = _read(export_responses(survey, language="en"))["x"].tolist()
    assert labels == [protect_cell(mark) for mark in MARKS]


@pytest.mark.django_db
def test_every_code_of_a_file_with_codes_survives() -> None:
    codes = ["NA", "null", "None", "nan", "yes"]
    survey = _make_survey([(code, code) for code in codes])
    written = _read(export_responses(survey))["x"].tolist()
    assert written == ["[NA]", "[null]", "[None]", "[nan]", "yes"]


@pytest.mark.django_db
def test_codebook_spells_codes_and_labels_as_the_files_do() -> None:
    survey = _make_survey([("NA", "None"), ("yes", "Yes")])
    codebook = _read(export_codebook(survey))
    codes = codebook[codebook["variable"] == "x"].head(2)
    assert codes["code"].tolist() == _read(export_responses(survey))["x"].tolist()
    with_labels = _read(export_responses(survey, language="en"))
    assert codes["code_label_en"].tolist() == with_labels["x"].tolist() == ["[None]", "Yes"]


@pytest.mark.django_db
def test_codebook_states_the_rule_in_both_languages() -> None:
    note = _read(export_codebook(make_survey())).iloc[-1]
    assert (note["type"], note["label_en"].count("[None]")) == ("note", 1)
    assert "[None]" in note["label_zh-Hans"]


@pytest.mark.django_db
def test_word_none_of_a_respondent_survives() -> None:
    survey = make_survey()
    make_completed_response(survey, {"comment": ["none"]})
    assert _read(export_texts(survey))["text"].tolist() == ["[none]"]


@pytest.mark.django_db
def test_labels_of_the_shipped_study_survive() -> None:
    survey = make_simulated_survey()
    read = _read(export_responses(survey, language="en"))
    assert (read == "[None]").any(axis=None)
