"""Visits of pages: one that repeats the last counts on, and a response has only so many."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from surveys.models import PageVisit, Response
from surveys.services.paradata import MOST_VISITS, record_saved
from surveys.services.responses import save_page
from tests.factories import NOW, make_response
from tests.races import run_at_once

LATER = NOW + timedelta(minutes=5)


def _save(response: Response, page: int = 1, now: datetime = NOW, device: str = "mobile") -> None:
    save_page(response, page_number=page, raw={"adult": ["1"]}, now=now, device=device)


@pytest.mark.django_db
def test_a_page_saved_again_counts_on_with_the_time_of_the_last() -> None:
    response = make_response()
    for moment in (NOW, NOW, LATER):
        _save(response, now=moment)
    names = ("kind", "page_number", "visit_count", "visited_at", "last_visited_at")
    assert list(PageVisit.objects.order_by("kind").values_list(*names)) == [
        ("saved", 1, 3, NOW, LATER),
        ("shown", 2, 3, NOW, LATER),
    ]


@pytest.mark.django_db(transaction=True)
def test_250_replays_at_once_leave_one_visit_of_each_kind() -> None:
    response = make_response()
    outcomes = run_at_once(lambda number: _save(response), 250)
    assert outcomes == [None] * 250
    assert list(PageVisit.objects.values_list("visit_count", flat=True)) == [250, 250]


@pytest.mark.django_db
def test_another_page_or_device_is_a_visit_of_its_own() -> None:
    response = make_response()
    for page, device in ((1, "mobile"), (2, "mobile"), (1, "mobile"), (1, "desktop")):
        record_saved(response, page_number=page, next_page=None, device=device, now=NOW)
    visits = PageVisit.objects.order_by("visit_number")
    assert list(visits.values_list("visit_number", "page_number", "visit_count")) == [
        (1, 1, 1),
        (2, 2, 1),
        (3, 1, 1),
        (4, 1, 1),
    ]


@pytest.mark.django_db
def test_beyond_the_most_visits_answers_are_saved_and_visits_are_not() -> None:
    response = make_response()
    for number in range(MOST_VISITS + 10):
        record_saved(response, page_number=number % 2, next_page=None, device="mobile", now=NOW)
    _save(response, now=LATER, device="desktop")
    response.refresh_from_db()
    assert response.answers["adult"] == 1
    saved = PageVisit.objects.filter(kind="saved")
    assert saved.count() == MOST_VISITS
    assert not saved.filter(last_visited_at=LATER).exists()


@pytest.mark.django_db
def test_one_response_takes_no_number_from_another() -> None:
    for response in (make_response(), make_response()):
        _save(response)
    assert set(PageVisit.objects.values_list("visit_number", "visit_count")) == {(1, 1)}


@pytest.mark.django_db(transaction=True)
def test_an_update_numbers_the_visits_that_are_there() -> None:
    response = make_response()
    before = MigrationExecutor(connection)
    before.migrate([("surveys", "0003_times_may_be_unknown")])
    state = before.loader.project_state([("surveys", "0003_times_may_be_unknown")])
    visits = state.apps.get_model("surveys", "PageVisit").objects
    for kind in ("shown", "saved", "shown"):
        visits.create(
            response_id=response.pk, page_number=1, kind=kind, device_class="pc", visited_at=NOW
        )
    call_command("migrate", verbosity=0)
    names = ("kind", "visit_number", "last_visited_at")
    assert list(PageVisit.objects.order_by("pk").values_list(*names)) == [
        ("shown", 1, NOW),
        ("saved", 1, NOW),
        ("shown", 2, NOW),
    ]
