"""Beyond 2,000 recruits the fieldwork page draws bars by wave, and the file draws everybody."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from recruitment.models import Recruit
from recruitment.selectors.chains import MOST_MARKS
from surveys.models import Respondent, Response, Survey
from tests.factories import NOW, make_researcher, make_survey

BRANCHES = 3


def _enrol(survey: Survey, count: int) -> None:
    """One chain in which everybody recruits three, written in bulk."""
    respondents = Respondent.objects.bulk_create(
        Respondent(survey=survey, pseudonym=f"R-{number}") for number in range(count)
    )
    responses = Response.objects.bulk_create(
        Response(
            survey=survey,
            version=survey.version,
            respondent=respondent,
            key_hash=f"key {number}",
            withdrawal_hash=f"code {number}",
            is_referred=number > 0,
            language="en",
            order_seed=0,
            survey_year=2026,
            saved_at=NOW,
        )
        for number, respondent in enumerate(respondents)
    )
    first = Recruit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    recruits: list[Recruit] = []
    for number, response in enumerate(responses):
        recruiter = recruits[(number - 1) // BRANCHES] if number else None
        recruits.append(
            Recruit(
                pk=first + 1 + number,
                survey=survey,
                response=response,
                recruiter_id=recruiter.pk if recruiter else None,
                seed_id=first + 1 if recruiter else None,
                wave=recruiter.wave + 1 if recruiter else 0,
            )
        )
    Recruit.objects.bulk_create(recruits)


def _look(client: Client, count: int) -> str:
    survey = make_survey("small", owner=make_researcher("owner"))
    _enrol(survey, count)
    client.force_login(
        survey.memberships.get().researcher, "django.contrib.auth.backends.ModelBackend"
    )
    reply = client.get("/research/small/fieldwork/", headers={"accept-language": "en"})
    return str(reply.text)


@pytest.mark.django_db
def test_two_thousand_recruits_are_marks(client: Client) -> None:
    page = _look(client, MOST_MARKS)
    assert page.count('class="mark started" fill="#fff" cx') == MOST_MARKS - 1
    assert 'class="bar"' not in page


@pytest.mark.django_db
def test_more_are_bars_with_their_numbers_in_words(client: Client) -> None:
    page = _look(client, MOST_MARKS + 1)
    assert page.count('class="bar"') == 8
    assert "2001 people in 1 chains; the longest reaches wave 7." in page
    assert "Seed 1 · wave 6 · 729" in page
    assert ">908</text>" in page


@pytest.mark.django_db
def test_page_of_many_is_small_and_its_file_holds_everybody(client: Client) -> None:
    count = 6_000
    page = _look(client, count)
    assert len(page) < 40_000
    reply = client.get("/research/small/fieldwork/chains.svg")
    pieces = list(reply)
    assert sum(piece.count(b"<circle") for piece in pieces) == count - 1
    assert max(map(len, pieces)) < 400_000
    assert ElementTree.fromstring(b"".join(pieces)).tag.endswith("svg")
