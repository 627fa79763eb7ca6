"""The tables of the fieldwork pages show each figure under its own heading."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from recruitment.services.coupons import record_opened
from surveys.models import Response, Survey
from tests.factories import (
    NOW,
    make_channel,
    make_coupon,
    make_recruit,
    make_researcher,
    make_survey,
)
from tests.words import read_words

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(name="survey")
def _survey(client: Client) -> Survey:
    """Nine seeds placed: two used, six live of which four end soon, one expired; three opened."""
    owner = make_researcher("owner")
    client.force_login(owner, "django.contrib.auth.backends.ModelBackend")
    survey = make_survey("figures", owner=owner)
    channel = make_channel(survey, name="Home")
    soon, past = NOW - 28 * DAY, NOW - 60 * DAY
    coupons = [make_coupon(channel=channel, now=day) for day in [NOW] * 4 + [soon] * 4 + [past]]
    for coupon in coupons[:3]:
        record_opened(coupon, now=NOW)
    make_recruit(coupons[0])
    make_recruit(coupons[1], is_completed=False)
    return survey


def _read(client: Client, page: str) -> str:
    address = reverse(f"recruitment:{page}", args=["figures"])
    return read_words(client.get(address, headers={"accept-language": "en"}).content.decode())


@pytest.mark.parametrize("page", ["overview", "fieldwork"])
@pytest.mark.parametrize(
    "row", ["The team, to seeds 9 3 2 6 4 1", "Respondents 3 0 0 3 0 0", "All 12 3 2 9 4 1"]
)
def test_coupon_table(client: Client, survey: Survey, page: str, row: str) -> None:
    assert row in _read(client, page)


@pytest.mark.parametrize("page", ["overview", "fieldwork"])
def test_wave_table(client: Client, survey: Survey, page: str) -> None:
    for coupon in survey.recruits.get(response__state="completed").coupons.all():
        make_recruit(coupon, is_completed=False)
    words = _read(client, page)
    assert "0 (seeds) 2 1 0 3 3.00 1 3 0 0 0 –" in words


def test_chain_table(client: Client, survey: Survey) -> None:
    seed = survey.recruits.get(response__state="completed")
    make_recruit(seed.coupons.first())
    row = f"1 {seed.response.respondent} Home 1 2 1 2026-03-02 17:00 5 can grow"
    assert row in _read(client, "fieldwork")


def test_channel_table(client: Client, survey: Survey) -> None:
    assert "Home Other 9 2" in _read(client, "seeds")


@pytest.mark.parametrize(
    "figure",
    [
        "Completed 2 Under way or broken off 1 Screened out 0 Withdrawn 0",
        "Started today 2 Completed today 1",
        "Last completion 03-02 17:00",
    ],
)
def test_figures_of_the_overview(client: Client, survey: Survey, figure: str) -> None:
    begun = NOW - 2 * DAY
    Response.objects.filter(pk=make_recruit(survey=survey).response_id).update(
        started_at=begun, completed_at=begun + DAY
    )
    assert figure in _read(client, "overview")
