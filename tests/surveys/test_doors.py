"""Doors that stand open to anybody: home, a study's page, the language, the withdrawal code."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import override_settings

from surveys.models import Survey
from surveys.selectors.runner import load_sole_open_survey
from surveys.services.keys import make_withdrawal_code
from tests.factories import NOW, make_coupon, make_survey
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def finish() -> Visitor:
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("small")))
    visitor.answer()
    return visitor


def test_the_front_door_says_what_this_is_and_names_no_study() -> None:
    make_survey("small")
    page = Visitor().get("/")
    assert "Taking part is by personal invitation" in page
    assert 'href="/accounts/login/"' in page
    assert "small" not in page.split("<main")[1]


def test_a_study_taken_over_from_elsewhere_has_no_page_for_respondents() -> None:
    make_survey("taken", details={"imported": {"at": "2026-03-02"}})
    make_survey("draft", is_open=False)
    visitor = Visitor()
    for slug in ("taken", "draft", "missing"):
        visitor.get(f"/s/{slug}/")
        assert visitor.reply.status_code == 404


def test_a_made_up_study_is_not_the_one_that_strangers_are_told_about() -> None:
    make_survey(is_simulated=True)
    assert load_sole_open_survey(NOW) is None
    real = make_survey()
    assert load_sole_open_survey(NOW) == real


def test_many_studies_in_the_field_are_not_taken_for_one() -> None:
    for _ in range(11):
        make_survey()
    Survey.objects.exclude(pk__in=Survey.objects.order_by("pk")[:2]).update(closes_at=NOW)
    assert load_sole_open_survey(NOW) is None


@pytest.mark.parametrize(
    "target",
    [
        "abc",
        "",
        "//evil.example/",
        "/\\evil.example",
        "https://evil.example/",
        "/nowhere",
        "/[",
        "s/",
    ],
)
def test_a_language_change_leads_to_no_other_place_than_a_page_of_ours(target: str) -> None:
    visitor = Visitor()
    assert visitor.post("/language/", {"language": "en", "next": target}) == "/"


def test_a_language_change_leads_back_with_the_query() -> None:
    visitor = Visitor()
    target = "/withdraw/?kept=1"
    assert f'name="next" value="{target}"' in visitor.get(target)
    assert visitor.post("/language/", {"language": "zh-hans", "next": target}) == target
    assert visitor.client.cookies["language"].value == "zh-hans"


def test_a_language_change_is_kept_with_the_interview_of_that_study_alone() -> None:
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("one")))
    first = visitor.response
    visitor.agree(make_coupon(make_survey("two")))
    visitor.post("/language/", {"language": "zh-hans", "next": "/s/two/ended/"})
    first.refresh_from_db()
    assert (first.language, visitor.response.language) == ("en", "zh-Hans")


def test_a_code_that_came_too_late_is_answered_like_a_wrong_one() -> None:
    finished = finish()
    Survey.objects.update(withdrawal_until=date(2026, 3, 1))
    late, wrong = Visitor(), Visitor()
    late.post("/withdraw/", {"code": make_withdrawal_code(finished.key)})
    wrong.post("/withdraw/", {"code": "AAAA-BBBB-CCCC"})
    said = [one.text.split('role="alert">')[1].split("<")[0] for one in (late, wrong)]
    assert said[0] == said[1]
    assert late.reply.status_code == wrong.reply.status_code


def test_codes_that_came_too_late_are_counted_as_misses() -> None:
    finished = finish()
    Survey.objects.update(withdrawal_until=date(2026, 3, 1))
    visitor = Visitor()
    for _ in range(6):
        visitor.post("/withdraw/", {"code": make_withdrawal_code(finished.key)})
    assert visitor.reply.status_code == 429


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_misses_are_counted_by_the_address_of_the_connection_alone() -> None:
    visitor = Visitor()
    for number in range(6):
        headers = {"x-forwarded-for": f"192.0.2.{number}"}
        reply = visitor.client.post("/withdraw/", {"code": "AAAA"}, headers=headers)
    assert reply.status_code == 429


@pytest.mark.parametrize("place", ["/s/small/my-answers/", "/s/small/", "/withdraw/"])
def test_pages_that_follow_a_save_clear_the_phone(place: str) -> None:
    visitor = finish()
    visitor.post("/withdraw/", {"code": make_withdrawal_code(visitor.key)})
    assert "respondent.js" in visitor.get(place)
