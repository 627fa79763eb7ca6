"""Thanks and the pictures to pass on: neutral, for the owner alone, silent about others."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from recruitment.models import Coupon
from recruitment.services.coupons import redeem_coupon, reveal_code
from surveys.services.keys import make_key, make_withdrawal_code
from tests.factories import NOW, make_consent, make_coupon, make_survey
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
FORBIDDEN = (
    "转发有奖",
    "红包",
    "助力",
    "必转",
    "集赞",
    "邀请好友",
    "share now",
    "reward",
    "→",
    "➜",
)


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def make_finished(language: str = "en", **browser: Any) -> Visitor:
    visitor = Visitor(language, **browser)
    visitor.agree(make_coupon(make_survey("done")))
    assert visitor.answer() == "/s/done/thanks/"
    visitor.get("/s/done/thanks/")
    return visitor


def test_thanks_give_the_withdrawal_code_and_a_neutral_link() -> None:
    visitor = make_finished()
    assert make_withdrawal_code(visitor.key) in visitor.text
    assert 'href="/s/done/invite/"' in visitor.text


def test_a_person_without_coupons_sees_no_link() -> None:
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("none", coupon_count=0)))
    visitor.answer()
    assert "/invite/" not in visitor.get("/s/none/thanks/")


def test_up_to_three_pictures_are_shown_with_their_last_day() -> None:
    page = make_finished().get("/s/done/invite/")
    assert page.count('<img src="/s/done/invite/') == 3
    assert "1 April 2026" in page


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_nothing_induces_to_share(language: str) -> None:
    page = make_finished(language).get("/s/done/invite/").lower()
    assert not [word for word in FORBIDDEN if word in page]


def test_a_picture_is_a_png_for_its_owner() -> None:
    visitor = make_finished()
    visitor.get("/s/done/invite/1.png")
    assert visitor.reply.content.startswith(b"\x89PNG")
    assert visitor.reply.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize("number", [1, 4])
def test_a_picture_is_not_found_for_others(number: int) -> None:
    make_finished()
    other = Visitor()
    other.get(f"/s/done/invite/{number}.png")
    assert other.reply.status_code == 404


def test_a_picture_that_was_never_issued_is_not_found() -> None:
    visitor = make_finished()
    visitor.get("/s/done/invite/4.png")
    assert visitor.reply.status_code == 404


def test_inside_wechat_there_is_no_plain_link() -> None:
    page = make_finished().get("/s/done/invite/")
    assert "/r/" not in page


def test_outside_wechat_the_link_can_be_copied() -> None:
    visitor = make_finished(user_agent="Mozilla/5.0 (X11; Linux) Firefox/140")
    code = reveal_code(Coupon.objects.get(recruiter__response=visitor.response, number=2))
    assert f"http://testserver/r/{code}" in visitor.get("/s/done/invite/")


def test_the_page_does_not_tell_whether_a_coupon_was_used() -> None:
    visitor = make_finished()
    before = visitor.get("/s/done/invite/").split("<main")[1]
    coupon = Coupon.objects.get(recruiter__response=visitor.response, number=1)
    redeem_coupon(coupon, key=make_key(), consent=make_consent(), now=NOW)
    assert visitor.get("/s/done/invite/").split("<main")[1] == before


def test_the_pages_lead_back_who_is_not_finished() -> None:
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("early")))
    for page in ("thanks", "invite"):
        visitor.get(f"/s/early/{page}/")
        assert visitor.place == "/s/early/page/1/"


def test_a_stranger_is_led_to_what_the_study_is_about() -> None:
    make_survey("study")
    visitor = Visitor()
    visitor.get("/s/study/thanks/")
    assert visitor.place == "/s/study/"
