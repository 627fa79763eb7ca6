"""Thanks and the pictures to pass on: neutral, for the owner alone, silent about others."""

import re
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
FIREFOX = "Mozilla/5.0 (X11; Linux) Firefox/140"
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


def list_codes(visitor: Visitor) -> list[str]:
    coupons = Coupon.objects.filter(recruiter__response=visitor.response).order_by("number")
    return [reveal_code(coupon) for coupon in coupons]


@pytest.mark.parametrize(
    ("asked", "language", "day"),
    [("en", "en", "1 April 2026"), ("zh-CN", "zh-Hans", "2026年4月1日")],
)
def test_up_to_three_cards_are_shown_in_the_language_of_the_page(
    asked: str, language: str, day: str
) -> None:
    visitor = make_finished(asked)
    page = visitor.get("/s/done/invite/")
    shown = re.findall(r'<img src="([^"]+)" width="300" height="400" alt="([^"]+)">', page)
    codes = list_codes(visitor)
    assert [place for place, _words in shown] == [f"/r/{one}/card-{language}.png" for one in codes]
    assert len(codes) == 3
    assert all(day in words for _place, words in shown)
    assert page.count(day) == 6


def test_cards_follow_when_the_page_is_read_in_the_other_language() -> None:
    visitor = make_finished("en")
    visitor.post("/language/", {"language": "zh-hans", "next": "/s/done/invite/"})
    page = visitor.get("/s/done/invite/")
    assert page.count("/card-zh-Hans.png") == 3
    assert "/card-en.png" not in page


def test_after_the_last_day_the_page_says_so_in_place_of_the_card() -> None:
    visitor = make_finished(user_agent=FIREFOX)
    with time_machine.travel(NOW + timedelta(days=40)):
        main = visitor.get("/s/done/invite/").split("<main")[1]
    words = 'was valid until <span class="whole">1 April 2026</span>. That day has passed.'
    assert main.count(words) == 3
    assert "<img" not in main
    assert "/r/" not in main


def test_after_the_last_day_the_page_does_not_tell_whether_a_coupon_was_used() -> None:
    visitor = make_finished()
    with time_machine.travel(NOW + timedelta(days=40)):
        before = visitor.get("/s/done/invite/").split("<main")[1]
    coupon = Coupon.objects.get(recruiter__response=visitor.response, number=1)
    redeem_coupon(coupon, key=make_key(), consent=make_consent(), now=NOW)
    with time_machine.travel(NOW + timedelta(days=40)):
        assert visitor.get("/s/done/invite/").split("<main")[1] == before


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_nothing_induces_to_share(language: str) -> None:
    page = make_finished(language).get("/s/done/invite/").lower()
    assert not [word for word in FORBIDDEN if word in page]


def test_inside_wechat_there_is_no_plain_link() -> None:
    visitor = make_finished()
    page = visitor.get("/s/done/invite/")
    assert "http://testserver/r/" not in page
    assert "data-copy" not in page


def test_outside_wechat_the_link_can_be_copied() -> None:
    visitor = make_finished(user_agent=FIREFOX)
    page = visitor.get("/s/done/invite/")
    for number, code in enumerate(list_codes(visitor), start=1):
        assert f'<code id="link-{number}">http://testserver/r/{code}</code>' in page
        assert f'data-copy="link-{number}"' in page


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
