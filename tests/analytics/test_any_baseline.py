"""A made-up study of another field runs by its file alone: no study stands in the code."""

import csv
import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from analytics.comparison.baseline import list_pairs
from analytics.comparison.reading import read_baseline
from analytics.exports.comparison import export_comparison
from analytics.models import Baseline
from analytics.selectors.dashboard import load_comparison
from analytics.services.baselines import SHIPPED, load_baseline_file
from analytics.services.folding import fold_all
from surveys.models import Survey
from tests.analytics.test_dashboard import answer_shenzhen as answer
from tests.factories import NOW, make_researcher, make_survey, make_version
from tests.house.files import list_files, list_templates, read

STUDY = Path(__file__).parent / "studies" / "drip.json"
QUESTIONNAIRE = Path(__file__).parent / "studies" / "drip_questionnaire.json"
# (farm, reasons) of 40 farmers, each known to ten others.
FARMERS = (
    [(1, [1])] * 14
    + [(1, [1, 3])] * 6
    + [(1, [2, 3])] * 2
    + [(1, [4])] * 2
    + [(2, [1, 2])] * 7
    + [(2, [1, 3])] * 3
    + [(2, [2])] * 5
    + [(2, [3])]
)


@pytest.fixture(name="survey")
def _survey() -> Survey:
    load_baseline_file(STUDY)
    document = json.loads(QUESTIONNAIRE.read_text(encoding="utf-8"))
    survey = make_survey(
        version=make_version("drip", document=document), owner=make_researcher("owner")
    )
    for farm, reasons in FARMERS:
        answer(survey, {"farm": farm, "why": reasons, "known": 10})
    fold_all(survey.pk, now=NOW)
    return survey


def read_file(survey: Survey) -> list[dict[str, str]]:
    found = load_comparison(survey)
    assert found is not None
    text = b"".join(export_comparison(survey, found)).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def test_pairs_counted_are_those_of_the_study() -> None:
    baseline = read_baseline(json.loads(STUDY.read_text(encoding="utf-8")))
    assert list_pairs(baseline) == (("why_2", "farm"), ("why_3", "farm"), ("why_1", "why_2"))


@pytest.mark.django_db
def test_every_kind_of_claim_gets_its_verdict(survey: Survey) -> None:
    told = [
        tuple(line[name] for name in ("part", "key", "rule", "verdict", "difference", "margin"))
        for line in read_file(survey)
        if line["part"].startswith("claim")
    ]
    assert told == [
        ("claim thirst", "water", "majority", "supported", "", ""),
        ("claim grants", "large", "greater", "supported", "0.666667", ""),
        ("claim grants", "small", "greater", "supported", "0.666667", ""),
        ("claim talk", "small", "alike", "undetermined", "0.083333", "0.2"),
        ("claim talk", "large", "alike", "undetermined", "0.083333", "0.2"),
        ("claim before", "water", "order", "supported", "0.4", ""),
        ("claim before", "grant", "order", "supported", "0.4", ""),
        ("claim later", "dose_response", "not_computed_yet", "not_computed_yet", "", ""),
    ]


@pytest.mark.django_db
def test_its_drivers_and_traits_stand_in_the_file(survey: Survey) -> None:
    told = [
        tuple(
            line[name] for name in ("part", "key", "baseline_count", "baseline_n", "survey_count")
        )
        for line in read_file(survey)
        if not line["part"].startswith("claim")
    ]
    assert told == [
        ("reason", "water", "60", "80", "30"),
        ("reason", "grant", "20", "80", "14"),
        ("reason", "neighbours", "30", "80", "12"),
        ("composition holding", "small", "50", "80", "24"),
        ("composition holding", "large", "30", "80", "16"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            (
                "Why farmers laid drip lines",
                "Baseline, 80 interviews, read from a list",
                "among farmers who pay for water",
                "The grants were stopped in 1998.",
                "no count in the study",
                "a dose-response curve",
            ),
        ),
        (
            "zh-hans",
            (
                "农户为何铺设滴灌",
                "基线研究：80 次访谈，从列表勾选",
                "在付水费的农户中",
                "补贴已于1998年停止。",
                "研究未给出人数",
                "剂量反应曲线",
            ),
        ),
    ],
)
def test_its_page_speaks_both_languages(
    client: Client, survey: Survey, language: str, lines: tuple[str, ...]
) -> None:
    client.force_login(survey.memberships.get().researcher)
    address = reverse("analytics:drivers", args=[survey.slug])
    page = client.get(address, headers={"Accept-Language": language}).content.decode()
    assert [line for line in lines if line not in page] == []


@pytest.mark.django_db
def test_changed_file_is_loaded_anew(tmp_path: Path) -> None:
    path = tmp_path / "drip.json"
    document = json.loads(STUDY.read_text(encoding="utf-8"))
    loaded = []
    for licence in ("CC BY", "CC BY", "CC0"):
        path.write_text(json.dumps({**document, "licence": licence}), encoding="utf-8")
        loaded.append(load_baseline_file(path))
    assert loaded == [True, False, True]
    assert Baseline.objects.get(slug="drip").document["licence"] == "CC0"


def _list_names(document: dict[str, Any]) -> set[str]:
    """What only the study can know: variables, keys with a dot, tables, claims, denominators."""
    baseline = read_baseline(document)
    tests = [test for claim in baseline.claims for test in claim.tests]
    names = {driver.key for driver in baseline.drivers if "." in driver.key}
    names |= {variable for test in tests for variable in test.variables}
    names |= {driver.variable for driver in baseline.drivers}
    names |= {trait.variable for trait in baseline.traits}
    names |= {claim.id for claim in baseline.claims}
    names |= {test.denominator.key for test in tests} - {"all"}
    return names - {"gender"} | {"Shenzhen", "hukou", "kinship", "alumni", "interprovincial"}


def test_nothing_of_a_shipped_study_stands_in_the_code() -> None:
    code = [path for path in list_files(".py") if path.parts[0] == "analytics"]
    code += [path for path in list_templates() if path.parts[:2] == ("templates", "analytics")]
    assert len(code) > 60
    for study in SHIPPED.glob("*.json"):
        names = _list_names(json.loads(study.read_text(encoding="utf-8")))
        pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, sorted(names)))})(?!\w)")
        found = {str(path): hits for path in code if (hits := pattern.findall(read(path)))}
        assert found == {}
