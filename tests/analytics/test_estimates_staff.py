"""The pages of estimates: live, for the team alone, and silent while there are too few."""

import re
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.models import UncodedResponse
from analytics.services.folding import fold_all
from analytics.services.rebuilding import rebuild_tallies
from surveys.models import Survey
from tests.analytics.stored_counts import forget_counts
from tests.factories import (
    NOW,
    make_completed_response,
    make_membership,
    make_recruit,
    make_researcher,
    make_response,
    make_simulated_survey,
    make_survey,
)

POLL = {"HX-Request": "true"}
ENGLISH = {"Accept-Language": "en"}
PAGES = ("estimates", "drivers", "downloads", "chains_csv")
SVG = "{http://www.w3.org/2000/svg}"

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    survey = make_survey(owner=make_researcher("owner"))
    make_membership(survey, make_researcher("colleague"))
    make_researcher("stranger")
    return survey


@pytest.fixture
def simulated() -> Survey:
    """A small simulated study with a baseline, counted."""
    return make_simulated_survey()


def _sign_in(client: Client, username: str) -> Client:
    client.force_login(
        User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def _page(name: str, survey: Survey) -> str:
    return reverse(f"analytics:{name}", args=[survey.slug])


def _complete(survey: Survey, count: int) -> None:
    for _ in range(count):
        make_completed_response(survey)
    fold_all(survey.pk, now=NOW)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 200), ("stranger", 404)])
def test_page_opens_for_the_team_alone(
    client: Client, survey: Survey, page: str, who: str, status: int
) -> None:
    assert _sign_in(client, who).get(_page(page, survey)).status_code == status


def test_too_few_respondents_are_told_in_place_of_numbers(client: Client, survey: Survey) -> None:
    _complete(survey, 4)
    answer = _sign_in(client, "owner").get(_page("estimates", survey))
    assert answer.context["missing_count"] == 6
    assert "<table" not in answer.content.decode()


def test_shares_stand_with_their_recipe(client: Client, survey: Survey) -> None:
    _complete(survey, 10)
    page = _sign_in(client, "owner").get(_page("estimates", survey)).content.decode()
    assert '<details class="variable" id="gender"' in page
    assert "RDS-II" in page
    assert "Wilson" in page


def test_shares_are_drawn_anew_after_a_fold_and_in_each_language(
    client: Client, survey: Survey
) -> None:
    _complete(survey, 10)
    page = _page("estimates", survey)
    _sign_in(client, "owner")
    assert "n = 10<" in client.get(page, headers=ENGLISH).content.decode()
    assert "图中数字" in client.get(page, headers={"Accept-Language": "zh-Hans"}).content.decode()
    _complete(survey, 1)
    again = client.get(page, headers=ENGLISH).content.decode()
    assert "n = 11<" in again
    assert "Numbers of the picture" in again


def test_ticks_of_one_item_stand_in_one_table(client: Client, survey: Survey) -> None:
    _complete(survey, 10)
    answer = _sign_in(client, "owner").get(_page("estimates", survey))
    blocks = [drawn.block for drawn in answer.context["drawn_blocks"]]
    ticks = next(block for block in blocks if block.name == "REASONS")
    assert [line.code for line in ticks.lines] == [
        "reasons_1",
        "reasons_2",
        "reasons_97",
        "reasons_90",
    ]


def test_poll_of_what_is_shown_answers_nothing(client: Client, survey: Survey) -> None:
    _complete(survey, 10)
    address = _page("estimates", survey)
    stamp = _sign_in(client, "owner").get(address).context["stamp"]
    assert client.get(address, {"seen": stamp}, headers=POLL).status_code == 204
    make_completed_response(survey)
    assert client.get(address, {"seen": stamp}, headers=POLL).status_code == 200


def test_survey_without_a_baseline_says_so(client: Client, survey: Survey) -> None:
    page = _sign_in(client, "owner").get(_page("drivers", survey))
    assert 'class="empty"' in page.content.decode()
    assert client.get(_page("drivers_svg", survey)).status_code == 404


def test_comparison_shows_drivers_claims_and_composition(client: Client, simulated: Survey) -> None:
    page = _sign_in(client, "owner").get(_page("drivers", simulated)).content.decode()
    assert "44/54" in page
    assert all(f"<h3>C{number} ·" in page for number in range(1, 13))
    assert 'class="made-up"' in page


def test_picture_of_the_drivers_is_well_formed_and_described(
    simulated: Survey, client: Client
) -> None:
    drawn = _sign_in(client, "owner").get(_page("drivers_svg", simulated)).content.decode()
    root = ElementTree.fromstring(drawn)
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None


@pytest.mark.parametrize("page", ["estimates", "drivers"])
def test_every_folded_part_has_a_name_by_which_a_redraw_keeps_it_open(
    client: Client, simulated: Survey, page: str
) -> None:
    answer = _sign_in(client, "owner").get(_page(page, simulated), headers=POLL)
    folded = re.findall("<details[^>]*>", answer.content.decode())
    names = [re.findall(' id="([^"]+)"', tag) for tag in folded]
    assert "-numbers" in str(names)
    assert all(names)
    assert len({name for (name,) in names}) == len(folded)


def test_poll_of_what_is_shown_computes_nothing(client: Client, survey: Survey) -> None:
    _complete(survey, 10)
    address = _page("estimates", survey)
    stamp = _sign_in(client, "owner").get(address).context["stamp"]
    with CaptureQueriesContext(connection) as queries:
        client.get(address, {"seen": stamp}, headers=POLL)
    assert not [query for query in queries if "analytics_tally" in query["sql"]]
    assert not [query for query in queries if "analytics_baseline" in query["sql"]]


def test_fold_at_the_same_moment_is_another_state(client: Client, survey: Survey) -> None:
    _complete(survey, 10)
    address = _page("estimates", survey)
    stamp = _sign_in(client, "owner").get(address).context["stamp"]
    _complete(survey, 1)
    assert client.get(address, {"seen": stamp}, headers=POLL).status_code == 200


def test_wave_nought_is_a_wave(client: Client, survey: Survey) -> None:
    _complete(survey, 1)
    page = _sign_in(client, "owner").get(_page("estimates", survey), headers=ENGLISH)
    assert "last wave 0" in page.content.decode()


def test_recipe_tells_of_channels_days_and_what_is_not_coded(
    client: Client, survey: Survey
) -> None:
    make_recruit(survey=survey)
    _complete(survey, 1)
    UncodedResponse.objects.create(
        survey=survey, response=make_completed_response(survey), reason="TypeError"
    )
    page = _sign_in(client, "owner").get(_page("estimates", survey), headers=ENGLISH)
    text = page.content.decode()
    assert "First look 1" in text
    assert "on 1 day, 2026-03-02" in text
    assert "1 response cannot be coded" in text


def test_snippet_for_r_names_the_file_and_keeps_names_as_text(
    client: Client, survey: Survey
) -> None:
    page = _sign_in(client, "owner").get(_page("downloads", survey)).content.decode()
    assert f'read.csv("{survey.slug}-chains.csv"' in page
    assert 'fileEncoding = "UTF-8-BOM"' in page
    assert 'colClasses = c(id = "character", recruiter.id = "character")' in page


def test_claim_card_tells_design_effect_fisher_and_caution(
    client: Client, simulated: Survey
) -> None:
    answer = _sign_in(client, "owner").get(_page("drivers", simulated), headers=ENGLISH)
    page = answer.content.decode()
    assert "Design effect" in page
    assert "exact p = 0.37" in page
    assert "State the denominator." in page
    assert "Survey minus baseline" not in page


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            (
                "Not computed yet",
                "waits for: a share within a group",
                "The estimator it needs is still",
            ),
        ),
        ("zh-hans", ("尚未计算", "有待：组内比例", "所需的估计方法尚未实现")),
    ],
)
def test_claim_that_waits_says_for_what(
    client: Client, simulated: Survey, language: str, lines: tuple[str, ...]
) -> None:
    headers = {"Accept-Language": language}
    page = _sign_in(client, "owner").get(_page("drivers", simulated), headers=headers)
    card = page.content.decode().partition("<h3>C10 ·")[2].partition("</article>")[0]
    assert all(line in card for line in (*lines, "8/35", "22.9%", "share_within_group"))


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "semistructured interviews, Shenzhen, October 2019 to March 2021; 54 interviews"),
        ("zh-hans", "半结构式访谈，深圳，2019年10月至2021年3月；54次访谈"),
    ],
)
def test_baseline_is_described_in_the_language_of_the_page_with_its_address_as_a_link(
    client: Client, simulated: Survey, language: str, line: str
) -> None:
    headers = {"Accept-Language": language}
    page = _sign_in(client, "owner").get(_page("drivers", simulated), headers=headers)
    text = page.content.decode()
    assert line in text
    address = "https://doi.org/10.1002/psp.2683"
    assert f'<a href="{address}" rel="noreferrer">{address}</a>' in text


def test_no_two_claim_cards_have_the_same_title(client: Client, simulated: Survey) -> None:
    answer = _sign_in(client, "owner").get(_page("drivers", simulated), headers=ENGLISH)
    titles = re.findall(r"<h3>(.*?)</h3>", answer.content.decode(), re.DOTALL)
    assert len(titles) == len(set(titles)) > 4


@pytest.mark.parametrize("page", ["estimates", "drivers", "downloads"])
def test_page_costs_the_same_for_ten_and_twenty(client: Client, survey: Survey, page: str) -> None:
    _sign_in(client, "owner")
    make_response(survey)
    counts = []
    for _ in range(3):
        _complete(survey, 10)
        with CaptureQueriesContext(connection) as queries:
            client.get(_page(page, survey))
        counts.append(len(queries))
    assert counts[1] == counts[2]


@pytest.mark.parametrize("page", ["estimates", "drivers", "downloads"])
def test_page_says_while_everything_is_counted_anew(
    client: Client, simulated: Survey, page: str
) -> None:
    _sign_in(client, "owner")
    forget_counts(simulated)
    words = "being counted anew"
    shown = client.get(_page(page, simulated), headers=ENGLISH).text
    assert words in shown
    assert "Too few respondents" not in shown
    rebuild_tallies(simulated, now=NOW)
    assert words not in client.get(_page(page, simulated), headers=ENGLISH).text
