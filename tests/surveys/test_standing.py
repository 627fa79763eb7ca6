"""Closed means closed everywhere: what the team reads is what a respondent meets at that moment."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from surveys.models import Survey
from surveys.services.fielding import close_survey
from tests.factories import NOW, make_coupon, make_researcher, make_survey
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
ENDED = {"opens_at": NOW - 2 * HOUR, "closes_at": NOW + HOUR}
LATER = {"opens_at": NOW + 9 * HOUR}
STANDINGS = [(ENDED, "Closed"), (LATER, "Not open yet"), ({}, "Open")]


@pytest.fixture(autouse=True)
def _after_the_closing_day() -> Iterator[None]:
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        yield


def _read(path: str) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(
        make_researcher("admin", is_superuser=True), "django.contrib.auth.backends.ModelBackend"
    )
    Survey.objects.get().memberships.create(
        researcher_id=client.session["_auth_user_id"], role="owner"
    )
    return client.get(path).content.decode()


@pytest.mark.parametrize(
    ("state", "opens_at", "closes_at", "standing"),
    [
        ("draft", None, None, "draft"),
        ("draft", NOW - HOUR, None, "draft"),
        ("open", None, None, "open"),
        ("open", NOW, None, "open"),
        ("open", NOW + HOUR, None, "scheduled"),
        ("open", None, NOW + HOUR, "open"),
        ("open", None, NOW, "closed"),
        ("open", NOW + HOUR, NOW, "closed"),
        ("closed", None, NOW + HOUR, "closed"),
    ],
)
def test_standing_follows_state_and_calendar(
    state: str, opens_at: datetime | None, closes_at: datetime | None, standing: str
) -> None:
    survey = Survey(state=state, opens_at=opens_at, closes_at=closes_at)
    assert survey.standing_at(NOW) == standing
    assert survey.is_open_at(NOW) == (standing == "open")


@pytest.mark.parametrize(("dates", "word"), STANDINGS)
@pytest.mark.parametrize("page", ["overview", "surveys", "seeds"])
def test_pages_of_the_team_say_what_respondents_meet(
    page: str, dates: dict[str, datetime], word: str
) -> None:
    survey = make_survey("small", **dates)
    path = reverse(f"recruitment:{page}", args=[] if page == "surveys" else [survey.slug])
    assert f'class="state state-{survey.standing_at(NOW + 2 * HOUR)}">{word}<' in _read(path)


@pytest.mark.parametrize(("dates", "is_warned"), [(ENDED, True), (LATER, True), ({}, False)])
def test_seeds_page_warns_while_a_picture_admits_nobody(
    dates: dict[str, datetime], is_warned: bool
) -> None:
    survey = make_survey("small", **dates)
    page = _read(reverse("recruitment:seeds", args=[survey.slug]))
    assert ("This survey is not open" in page) == is_warned


@pytest.mark.parametrize(("dates", "word"), STANDINGS)
def test_administration_says_what_respondents_meet(dates: dict[str, datetime], word: str) -> None:
    make_survey("small", **dates)
    page = _read(reverse("admin:surveys_survey_changelist"))
    assert f'<td class="field-standing">{word}</td>' in page


def test_administration_sorts_out_nothing_by_a_state_that_respondents_do_not_meet() -> None:
    make_survey("small", **ENDED)
    page = _read(reverse("admin:surveys_survey_changelist"))
    assert "?is_simulated__exact=1" in page
    assert "?state__exact" not in page


def test_a_closed_survey_takes_nobody_in() -> None:
    coupon = make_coupon(make_survey("small", **ENDED))
    assert 'name="box_participate"' not in Visitor().open(coupon)


def test_close_command_closes_and_open_command_opens_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    survey = make_survey("small")
    call_command("close_survey", "small")
    survey.refresh_from_db()
    assert (survey.state, survey.closes_at) == ("closed", NOW + 2 * HOUR)
    call_command("open_survey", "small")
    survey.refresh_from_db()
    assert (survey.state, survey.closes_at) == ("open", None)
    assert capsys.readouterr().out.splitlines() == [
        "Survey “small” is closed. Interviews under way may still finish.",
        "Survey “small” is open.",
    ]


def test_closing_twice_keeps_the_first_moment(capsys: pytest.CaptureFixture[str]) -> None:
    survey = close_survey(make_survey("small"), now=NOW)
    call_command("close_survey", "small")
    survey.refresh_from_db()
    assert survey.closes_at == NOW
    assert capsys.readouterr().out == "Survey “small” is closed already.\n"


def test_closing_a_draft_leaves_it_a_draft_that_nobody_can_read_about(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    make_survey("small", is_open=False)
    call_command("close_survey", "small")
    assert client.get(reverse("surveys:landing", args=["small"])).status_code == 404
    assert capsys.readouterr().out == (
        "Survey “small” is a draft: nobody can take part as it is.\n"
    )


def test_open_command_tells_the_first_day_that_is_still_ahead(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_survey("small", is_open=False, **LATER)
    call_command("open_survey", "small")
    assert capsys.readouterr().out == (
        "Survey “small” will open on 2026-03-03 02:00, its own first day.\n"
    )


def test_open_command_names_what_is_missing() -> None:
    make_survey("small", is_open=False, ethics_number="")
    with pytest.raises(CommandError, match=r"“small” was not opened[^ ]*.*\n  ethics_number\n"):
        call_command("open_survey", "small")
    assert Survey.objects.get().state == "draft"


@pytest.mark.parametrize("command", ["open_survey", "close_survey"])
def test_unknown_name_is_answered_with_the_known_ones(command: str) -> None:
    make_survey("small")
    make_survey("another")
    with pytest.raises(
        CommandError, match=r"No survey is called “smal”\. There are: another, small"
    ):
        call_command(command, "smal")
