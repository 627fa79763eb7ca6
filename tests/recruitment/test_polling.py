"""Open pages of the fieldwork ask every five seconds; what has not changed costs no drawing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recruitment.selectors.fieldwork import load_stamp
from recruitment.services.coupons import record_opened
from surveys.models import Survey
from surveys.services.erasure import withdraw_response
from surveys.services.fielding import close_survey
from tests.factories import make_channel, make_coupon, make_recruit, make_researcher, make_survey

pytestmark = pytest.mark.django_db

POLL = {"HX-Request": "true"}


@pytest.fixture
def survey(client: Client) -> Survey:
    owner = make_researcher("owner")
    client.force_login(owner, "django.contrib.auth.backends.ModelBackend")
    return make_survey(owner=owner)


@pytest.mark.parametrize("page", ["overview", "fieldwork"])
def test_poll_of_what_is_shown_is_answered_with_nothing(
    client: Client, survey: Survey, page: str
) -> None:
    make_recruit(survey=survey, now=timezone.now())
    address = reverse(f"recruitment:{page}", args=[survey.slug])
    shown = client.get(address)
    stamp = shown.context["stamp"]
    assert f"{address}?seen={stamp}" in shown.content.decode()
    with CaptureQueriesContext(connection) as queries:
        again = client.get(address, {"seen": stamp}, headers=POLL)
    assert (again.status_code, again.content) == (204, b"")
    assert not [query for query in queries if 'FROM "recruitment_recruit"' in query["sql"]]


@pytest.mark.parametrize("page", ["overview", "fieldwork"])
def test_poll_after_something_happened_brings_the_part_anew(
    client: Client, survey: Survey, page: str
) -> None:
    address = reverse(f"recruitment:{page}", args=[survey.slug])
    stamp = client.get(address).context["stamp"]
    make_recruit(survey=survey, now=timezone.now())
    again = client.get(address, {"seen": stamp}, headers=POLL)
    assert (again.status_code, b"<html" in again.content) == (200, False)


@pytest.mark.parametrize(
    "happen",
    [
        lambda survey: make_recruit(survey=survey, is_completed=False, now=timezone.now()),
        lambda survey: make_recruit(survey=survey, now=timezone.now()),
        lambda survey: make_coupon(survey, now=timezone.now()),
        lambda survey: record_opened(make_coupon(survey), now=timezone.now()),
        lambda survey: make_channel(survey, name="Another"),
        lambda survey: close_survey(survey, now=timezone.now()),
        lambda survey: withdraw_response(survey.responses.first(), now=timezone.now()),
    ],
    ids=["start", "completion", "coupon", "opening", "channel", "closing", "withdrawal"],
)
def test_every_kind_of_event_is_another_state(
    survey: Survey, happen: Callable[[Survey], object]
) -> None:
    make_recruit(survey=survey, now=timezone.now())
    before = load_stamp(survey, now=timezone.now())
    happen(survey)
    assert load_stamp(survey, now=timezone.now()) != before


def test_a_coupon_that_ends_by_the_calendar_is_another_state(survey: Survey) -> None:
    now = timezone.now()
    make_coupon(survey, now=now)
    before = load_stamp(survey, now=now)
    with time_machine.travel(now + timedelta(days=40), tick=False):
        assert load_stamp(survey, now=timezone.now()) != before
