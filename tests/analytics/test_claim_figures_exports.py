"""A sample counted by hand: the figures of a claim, in the file and on the page."""

import csv
import json
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from analytics.services.folding import fold_all
from tests.analytics.test_counting import STUDY
from tests.analytics.test_dashboard import answer_shenzhen
from tests.factories import NOW, make_researcher, make_survey, make_version
from tests.words import read_words

pytestmark = pytest.mark.django_db

GUANGDONG, HUBEI = 44, 42
KINSHIP, OTHER = 7, 2


@pytest.fixture(autouse=True)
def _survey(client: Client) -> None:
    """Forty seeds who recruited nobody: twenty from within the province, twenty from another.

    Of the first, ten know 5 people and named kinship, ten know 20 and did not. All of the others
    know 10; five of them named kinship.
    """
    document = json.loads(STUDY.read_text(encoding="utf-8"))
    owner = make_researcher("owner")
    survey = make_survey(
        "figures", version=make_version("shenzhen", document=document), owner=owner
    )
    people = [(GUANGDONG, 5, KINSHIP)] * 10 + [(GUANGDONG, 20, OTHER)] * 10
    people += [(HUBEI, 10, KINSHIP)] * 5 + [(HUBEI, 10, OTHER)] * 15
    for province, size, driver in people:
        answers = {"hukou_prov": province, "driver_mention": [driver], "gender": 2}
        answers |= {"deg_know": size, "deg_contact": size}
        if province == GUANGDONG:
            answers["hukou_city_gd"] = 4401
        answer_shenzhen(survey, answers)
    fold_all(survey.pk, now=NOW)
    client.force_login(owner, "django.contrib.auth.backends.ModelBackend")


def _download(client: Client, claim: str, key: str) -> dict[str, str]:
    """The line of a group whose claim is tested among all."""
    pieces = client.get(reverse("analytics:comparison_csv", args=["figures"]))
    text = b"".join(pieces).decode("utf-8-sig")
    lines = csv.DictReader(StringIO(text, newline=""))
    (line,) = [
        line
        for line in lines
        if (line["part"], line["key"], line["denominator"]) == (f"claim {claim}", key, "all")
    ]
    return line


def _read_card(client: Client, claim: str) -> str:
    """The words and numbers of the first card of a claim."""
    address = reverse("analytics:drivers", args=["figures"])
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    card = page.partition(f"<h3>{claim} ")[2].partition("</article>")[0]
    return read_words(card)


# n Σw²/(Σw)² with w = 1/degree: 20 · 0.425/2.5² where degrees differ, 1 where they do not.
@pytest.mark.parametrize(
    ("group", "effect"), [("intraprovincial", "1.36"), ("interprovincial", "1.0")]
)
def test_group_has_the_design_effect_of_its_own_weights(
    client: Client, group: str, effect: str
) -> None:
    line = _download(client, "C2", group)
    assert (line["design_effect"], line["effect_basis"]) == (effect, "kish")


def test_share_of_a_group_stands_on_its_weights_and_effective_size(client: Client) -> None:
    line = _download(client, "C2", "intraprovincial")
    names = ("survey_count", "survey_n", "rds_ii_share", "rds_ii_low", "rds_ii_high")
    # (10/5) / (10/5 + 10/20), with Wilson's interval at n = 20/1.36.
    assert [line[name] for name in names] == ["10", "20", "0.8", "0.545513", "0.930217"]


def test_difference_of_the_groups_has_newcombes_interval(client: Client) -> None:
    line = _download(client, "C2", "intraprovincial")
    names = ("difference", "difference_low", "difference_high", "p_value", "verdict")
    # 0.8 at n = 20/1.36 against 0.25 at n = 20.
    figures = ["0.55", "0.21445", "0.739839", "0.001355", "supported"]
    assert [line[name] for name in names] == figures


@pytest.mark.parametrize(
    "figures",
    [
        "Intraprovincial 19/20 95.0% 76.4–99.1 10/20 80.0% 54.6–93.0 1.36",
        "Interprovincial 3/34 8.8% 3.0–23.0 5/20 25.0% 11.2–46.9 1.00",
        "minus Interprovincial: +55.0 percentage points",
        "interval +21.4 … +74.0; p = 0.001)",
        "exact p < 0.001",
    ],
)
def test_card_of_a_claim_shows_its_figures(client: Client, figures: str) -> None:
    assert figures in _read_card(client, "C2")


# Weighted: kinship (10/5 + 5/10) / 4.5, the province (10/5 + 10/20) / 4.5.
@pytest.mark.parametrize(
    "figures",
    [
        "22/54 40.7% 28.7–54.0 15/40 55.6%",
        "recruited nobody yet 37.5% 24.2–53.0",
        "Migration n = 40",
        "Intraprovincial 20/54 37.0% 25.4–50.4 20/40 55.6%",
    ],
)
def test_tables_show_baseline_and_both_shares(client: Client, figures: str) -> None:
    address = reverse("analytics:drivers", args=["figures"])
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert figures in read_words(page.rpartition("</figure>")[2])
