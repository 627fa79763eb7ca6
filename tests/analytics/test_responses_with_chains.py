"""The table of responses says where each stands in its chain and how much it weighs."""

import csv
from collections.abc import Iterable
from io import StringIO

import pytest

from analytics.exports.codebook import export_codebook
from analytics.exports.responses import export_responses
from analytics.exports.wording import CHAIN
from analytics.selectors.dashboard import load_estimates
from analytics.services.folding import fold_all
from recruitment.models import Recruit
from surveys.models import Response
from surveys.services.erasure import withdraw_response
from tests.factories import (
    NOW,
    make_chain,
    make_completed_response,
    make_document,
    make_recruit,
    make_survey,
    make_version,
)

pytestmark = pytest.mark.django_db


def _read(pieces: Iterable[bytes]) -> list[dict[str, str]]:
    text = b"".join(pieces).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def _name(recruit: Recruit) -> str:
    return str(recruit.response.respondent)


def test_chain_columns_stand_before_the_variables() -> None:
    header = b"".join(export_responses(make_survey())).decode("utf-8-sig").split("\r\n")[0]
    assert ",consent_sharing,wave,seed,recruiter,channel,degree,weight_rds_ii," in header


def test_each_line_has_its_place_in_the_chain() -> None:
    survey = make_survey()
    seed, recruit = make_chain(survey, 1)
    rows = _read(export_responses(survey))
    assert [(row["id"], row["recruiter"], row["wave"], row["seed"]) for row in rows] == [
        (_name(seed), "", "0", _name(seed)),
        (_name(recruit), _name(seed), "1", _name(seed)),
    ]
    assert {row["channel"] for row in rows} == {"First look"}


def test_response_without_a_place_is_a_seed_of_its_own() -> None:
    survey = make_survey()
    response = make_completed_response(survey)
    [row] = _read(export_responses(survey))
    own = str(response.respondent)
    assert (row["wave"], row["seed"], row["recruiter"], row["channel"]) == ("0", own, "", "")


def test_recruits_of_one_who_withdrew_keep_their_chain() -> None:
    survey = make_survey()
    seed, recruit = make_chain(survey, 1)
    name = _name(seed)
    withdraw_response(seed.response, now=NOW)
    [row] = _read(export_responses(survey))
    assert (row["id"], row["recruiter"], row["wave"]) == (_name(recruit), name, "1")


def test_weighted_shares_of_the_file_are_those_of_the_page() -> None:
    survey = make_survey()
    for gender, contacts in (("1", "5"), ("2", "20"), ("1", "10"), ("2", "40")) * 10:
        make_recruit(survey=survey, replies={"gender": [gender], "contacts": [contacts]})
    fold_all(survey.pk, now=NOW)
    rows = _read(export_responses(survey))
    assert {row["degree"] for row in rows} == {"5", "10", "20", "40"}
    weights = [float(row["weight_rds_ii"]) for row in rows]
    assert sum(weights) == pytest.approx(40)
    share = sum(w for w, row in zip(weights, rows, strict=True) if row["gender"] == "1") / 40
    [gender] = [one for one in load_estimates(survey).variables if one.name == "gender"]
    [of_page] = [one.rds_ii.share for one in gender.values if one.code == 1]
    assert share == pytest.approx(of_page)


def test_only_who_completed_is_weighted() -> None:
    survey = make_survey()
    make_recruit(survey=survey)
    make_recruit(survey=survey, is_completed=False)
    fold_all(survey.pk, now=NOW)
    rows = _read(export_responses(survey, only_completed=False))
    assert [(row["state"], row["weight_rds_ii"] != "") for row in rows] == [
        ("completed", True),
        ("started", False),
    ]


def test_unknown_degree_has_no_weight_but_by_the_rule() -> None:
    survey = make_survey()
    make_recruit(survey=survey, replies={"contacts": ["8"]})
    make_recruit(survey=survey, replies={"contacts": [""]})
    fold_all(survey.pk, now=NOW)
    rows = _read(export_responses(survey))
    assert [(row["degree"], row["weight_rds_ii"]) for row in rows] == [("8", "1.0"), ("", "")]
    survey.degree_rule = "sample_maximum"
    survey.save()
    rows = _read(export_responses(survey))
    assert [(row["degree"], row["weight_rds_ii"]) for row in rows] == [("8", "1.0"), ("", "1.0")]


@pytest.mark.parametrize("name", ["survey_year", "reasons"])
def test_network_size_that_is_no_column_is_unknown(name: str) -> None:
    document = make_document(network_size_variable=name)
    survey = make_survey(version=make_version("sizeless", document=document))
    make_completed_response(survey)
    fold_all(survey.pk, now=NOW)
    [row] = _read(export_responses(survey))
    assert (row["gender"], row["degree"], row["weight_rds_ii"]) == ("2", "", "")
    assert load_estimates(survey).summary.uncoded_count == 0


def test_response_that_cannot_be_coded_weighs_nothing() -> None:
    survey = make_survey(degree_rule="sample_maximum")
    make_completed_response(survey)
    spoilt = make_completed_response(survey)
    Response.objects.filter(pk=spoilt.pk).update(answers={"gender": [1]})
    fold_all(survey.pk, now=NOW)
    rows = _read(export_responses(survey))
    assert [row["weight_rds_ii"] for row in rows] == ["1.0", ""]


def test_response_that_cannot_be_coded_has_a_line_without_answers() -> None:
    survey = make_survey()
    spoilt, whole = (make_completed_response(survey) for _ in range(2))
    Response.objects.filter(pk=spoilt.pk).update(answers={"gender": {"a": 1}})
    rows = _read(export_responses(survey))
    assert [row["id"] for row in rows] == [str(whole.respondent), str(spoilt.respondent)]
    assert [row["gender"] for row in rows] == ["2", ""]


def test_variable_called_like_a_column_keeps_its_name() -> None:
    document = make_document()
    document["pages"][-1]["items"].append(
        {
            "id": "DEG",
            "variable": "degree",
            "type": "single",
            "prompt": {"en": "Highest degree?", "zh-Hans": "最高学位？"},
            "choices": [{"code": 7, "label": {"en": "PhD", "zh-Hans": "博士"}}],
        }
    )
    survey = make_survey(version=make_version("degrees", document=document))
    make_completed_response(survey, {"degree": ["7"], "contacts": ["12"]})
    [row] = _read(export_responses(survey))
    assert (row["degree"], row["degree_"]) == ("7", "12")
    described = {line["variable"]: line["type"] for line in _read(export_codebook(survey))}
    assert (described["degree"], described["degree_"]) == ("category", "chain")


def test_derived_network_size_called_degree_is_the_column_itself() -> None:
    document = make_document(network_size_variable="degree")
    label = {"en": "Degree", "zh-Hans": "规模"}
    document.setdefault("derived", []).append(
        {"name": "degree", "label": label, "expression": "contacts"}
    )
    survey = make_survey(version=make_version("sized", document=document))
    make_completed_response(survey, {"contacts": ["12"]})
    fold_all(survey.pk, now=NOW)
    [row] = _read(export_responses(survey))
    assert (row["degree"], row["weight_rds_ii"], "degree_" in row) == ("12", "1.0", False)
    described = {
        line["type"] for line in _read(export_codebook(survey)) if line["variable"] == "degree"
    }
    assert described == {"derived"}


def test_codebook_describes_the_chain_columns_in_their_order() -> None:
    lines = [line for line in _read(export_codebook(make_survey())) if line["type"] == "chain"]
    assert [line["variable"] for line in lines] == list(CHAIN)
    assert all(line["label_en"] and line["label_zh-Hans"] for line in lines)
