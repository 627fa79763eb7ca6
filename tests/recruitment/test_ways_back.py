"""Whoever comes back in the same browser is led on, or to the end and the pictures."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recruitment.models import Coupon
from recruitment.services.coupons import reveal_code
from surveys.services.erasure import withdraw_response
from surveys.services.keys import make_withdrawal_code
from tests.factories import NOW, make_coupon, make_survey
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
LINK = "their referral link"
PLACES = (LINK, "/", "/s/small/", "/withdraw/")
THANKS, PICTURES = 'href="/s/small/thanks/"', 'href="/s/small/invite/"'
CONTINUE = 'href="/s/small/page/2/"'


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def make_finished(language: str = "en", coupon_count: int = 3) -> tuple[Visitor, Coupon]:
    visitor, coupon = (
        Visitor(language),
        make_coupon(make_survey("small", coupon_count=coupon_count)),
    )
    visitor.agree(coupon)
    assert visitor.answer() == "/s/small/thanks/"
    return visitor, coupon


def look(visitor: Visitor, coupon: Coupon, place: str) -> str:
    """What stands on the page, without its head and foot."""
    page = visitor.get(f"/r/{reveal_code(coupon)}" if place == LINK else place)
    return page.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("place", PLACES)
def test_whoever_has_finished_finds_the_thanks_and_the_pictures(place: str) -> None:
    main = look(*make_finished(), place)
    assert THANKS in main
    assert PICTURES in main
    assert "/page/" not in main


@pytest.mark.parametrize("place", PLACES)
def test_without_coupons_no_pictures_are_offered(place: str) -> None:
    main = look(*make_finished(coupon_count=0), place)
    assert THANKS in main
    assert "/invite/" not in main


@pytest.mark.parametrize("place", PLACES)
def test_whoever_is_under_way_is_offered_to_go_on(place: str) -> None:
    visitor, coupon = Visitor(), make_coupon(make_survey("small"))
    visitor.agree(coupon)
    visitor.post("/s/small/page/1/", {"adult": "1"})
    main = look(visitor, coupon, place)
    assert CONTINUE in main
    assert "/thanks/" not in main


@pytest.mark.parametrize("place", PLACES)
def test_nobody_else_is_offered_a_way_back(place: str) -> None:
    _finished, coupon = make_finished()
    main = look(Visitor(), coupon, place)
    assert "/thanks/" not in main
    assert "/page/" not in main


@pytest.mark.parametrize("place", PLACES)
def test_whoever_was_screened_out_is_offered_neither(place: str) -> None:
    visitor, coupon = Visitor(), make_coupon(make_survey("small"))
    visitor.agree(coupon)
    visitor.post("/s/small/page/1/", {"adult": "2"})
    main = look(visitor, coupon, place)
    assert "/thanks/" not in main
    assert "/page/" not in main


@pytest.mark.parametrize("place", PLACES)
def test_whoever_deleted_everything_on_another_phone_is_offered_neither(place: str) -> None:
    visitor, coupon = make_finished()
    withdraw_response(visitor.response, now=NOW + timedelta(hours=1))
    main = look(visitor, coupon, place)
    assert "/thanks/" not in main
    assert "/page/" not in main


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("hours", [1, 26])
def test_the_withdrawal_code_stands_on_no_page_that_leads_back(place: str, hours: int) -> None:
    visitor, coupon = make_finished()
    with time_machine.travel(NOW + timedelta(hours=hours)):
        main = look(visitor, coupon, place)
        assert THANKS in main
        assert make_withdrawal_code(visitor.key) not in main


def test_after_its_day_the_way_back_leads_to_no_withdrawal_code() -> None:
    visitor, coupon = make_finished()
    with time_machine.travel(NOW + timedelta(hours=26)):
        assert THANKS in look(visitor, coupon, "/")
        page = visitor.get("/s/small/thanks/")
    assert "It was shown here for one day" in page
    assert make_withdrawal_code(visitor.key) not in page


def test_my_answers_lead_back_where_the_browser_holds_the_key() -> None:
    visitor, coupon = make_finished()
    visitor.post("/withdraw/", {"code": make_withdrawal_code(visitor.key)})
    main = look(visitor, coupon, "/s/small/my-answers/")
    assert THANKS in main
    assert PICTURES in main


def test_my_answers_opened_elsewhere_lead_to_nobodys_end() -> None:
    finished, coupon = make_finished()
    other = Visitor()
    other.agree(make_coupon(coupon.survey, channel=coupon.channel))
    other.post("/withdraw/", {"code": make_withdrawal_code(finished.key)})
    assert "/thanks/" not in look(other, coupon, "/s/small/my-answers/")


def test_the_front_door_names_each_study_of_this_browser() -> None:
    visitor, _coupon = make_finished()
    visitor.agree(make_coupon(make_survey("second")))
    page = visitor.get("/")
    assert THANKS in page
    assert 'href="/s/second/page/1/"' in page
    assert page.count("<h2>A small questionnaire</h2>") == 2


def test_the_front_door_asks_the_database_nothing_for_a_stranger() -> None:
    with CaptureQueriesContext(connection) as queries:
        Visitor().get("/")
    assert len(queries) == 0


def test_a_key_under_another_surveys_name_leads_nowhere() -> None:
    finished, _coupon = make_finished()
    make_survey("other")
    visitor = Visitor()
    visitor.client.cookies["response-other"] = finished.key
    assert "/thanks/" not in visitor.get("/")


def test_the_ways_back_speak_chinese() -> None:
    main = look(*make_finished("zh-CN"), "/")
    assert ">前往致谢页<" in main
    assert ">我的邀请图片<" in main


@pytest.mark.parametrize(
    ("is_finished", "said"), [(True, "This interview is finished"), (False, "Go on where you")]
)
def test_a_resume_link_says_whether_anything_is_left_to_do(is_finished: bool, said: str) -> None:
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("small")))
    if is_finished:
        visitor.answer()
    assert f"<h1>{said}" in visitor.get(f"/c/{visitor.key}")


@pytest.mark.parametrize("place", [LINK, "/s/small/"])
@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [
        ("en", "by your answers you are not among them", "You have already taken part"),
        ("zh-CN", "根据您的回答", "已完成填答"),
    ],
)
def test_whoever_was_screened_out_reads_that_the_study_is_not_about_them(
    place: str, language: str, said: str, unsaid: str
) -> None:
    visitor, coupon = Visitor(language), make_coupon(make_survey("small"))
    visitor.agree(coupon)
    visitor.post(visitor.place, {"adult": "2"})
    assert visitor.response.state == "screened_out"
    main = look(visitor, coupon, place)
    assert said in main
    assert unsaid not in main
