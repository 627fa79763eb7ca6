"""The referral link: explains, asks for agreement, and redeems on the button alone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from recruitment.models import CouponEvent
from recruitment.services.coupons import make_coupons
from surveys.models import Response, Survey
from surveys.services.fielding import close_survey
from surveys.services.questionnaires import publish_version
from surveys.services.studies import read_study
from tests.factories import (
    NOW,
    make_coupon,
    make_document,
    make_recruit,
    make_survey,
    make_version,
)
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
DETAILS = {"institution": {"en": "Example University", "zh-Hans": "示例大学"}}


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def make_shenzhen(**settings: Any) -> Survey:
    version = publish_version("shenzhen", document=read_study("shenzhen"), now=NOW)
    return make_survey("shenzhen", version=version, **{"details": DETAILS, **settings})


def test_opening_the_link_redeems_nothing() -> None:
    coupon = make_coupon()
    Visitor().open(coupon)
    coupon.refresh_from_db()
    assert coupon.redeemed_at is None
    assert not Response.objects.exists()


def test_opening_is_noted_once() -> None:
    coupon = make_coupon()
    for _ in range(2):
        Visitor().open(coupon)
    assert coupon.events.filter(kind=CouponEvent.Kind.OPENED).count() == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Someone you know passed on this invitation"), ("zh-CN", "这份邀请由您认识的人转来")],
)
def test_a_recruit_is_told_that_the_recruiter_will_not_know(language: str, said: str) -> None:
    recruiter = make_recruit(make_coupon(make_shenzhen()), replies=None, is_completed=False)
    coupon = make_coupons(recruiter.survey, numbers=[1], now=NOW, recruiter=recruiter)[0]
    assert said in Visitor(language).open(coupon)


def test_the_recruiter_is_not_named() -> None:
    recruiter = make_recruit()
    page = Visitor().open(recruiter.coupons.first())
    for trace in (
        recruiter.response.respondent.pseudonym,
        recruiter.channel.name,
        recruiter.response.key_hash,
    ):
        assert trace not in page


def test_every_box_starts_unticked() -> None:
    page = Visitor().open(make_coupon())
    assert 'name="box_participate"' in page
    assert "checked" not in page


def test_optional_boxes_are_off_by_default() -> None:
    page = Visitor().open(make_coupon(make_shenzhen()))
    assert page.count('type="checkbox"') == 1


def test_an_optional_box_is_separate_and_kept() -> None:
    visitor = Visitor()
    details = {**DETAILS, "sharing_box": True, "sharing_terms": "another university"}
    visitor.agree(make_coupon(make_shenzhen(details=details)))
    assert visitor.response.consent.boxes == ["participate"]
    assert "box_sharing" in Visitor().open(make_coupon(visitor.response.survey))


def test_without_the_box_nothing_is_stored_and_the_page_says_so() -> None:
    visitor = Visitor()
    visitor.agree(make_coupon(), box_participate="")
    assert "please tick the first box" in visitor.text
    assert visitor.key in visitor.text
    assert not Response.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_no_raw_placeholder_is_shown_when_particulars_are_missing(language: str) -> None:
    page = Visitor(language).open(make_coupon(make_shenzhen(details={})))
    assert "{" not in page


def test_permit_numbers_are_printed_for_a_foreign_related_survey() -> None:
    survey = make_shenzhen(is_foreign_related=True, permit_number="P-77", approval_number="A-88")
    page = Visitor().open(make_coupon(survey))
    assert "P-77" in page
    assert "A-88" in page


def test_agreeing_leads_to_the_first_page_and_hides_the_key() -> None:
    visitor = Visitor()
    assert visitor.agree(make_coupon(make_survey("open"))) == "/s/open/page/1/"
    cookie = visitor.client.cookies["response-open"]
    assert cookie.value == visitor.key
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_digest_of_the_text_shown_is_kept() -> None:
    visitor = Visitor()
    visitor.agree(make_coupon())
    assert len(visitor.response.consent.text_digest) == 64
    assert visitor.response.language == "en"


def test_agreeing_twice_starts_one_interview() -> None:
    coupon, visitor = make_coupon(), Visitor()
    first = visitor.agree(coupon)
    path = visitor.reply.request["PATH_INFO"]
    again = visitor.post(path, {"key": visitor.key, "box_participate": "1"})
    assert again == first
    assert Response.objects.count() == 1


def test_a_second_tab_of_the_same_person_is_led_back() -> None:
    coupon, visitor = make_coupon(make_survey("tabs")), Visitor()
    visitor.agree(coupon)
    path = visitor.reply.request["PATH_INFO"]
    visitor.post(path, {"key": "b" * 22, "box_participate": "1"})
    assert 'href="/s/tabs/page/1/"' in visitor.text


def test_a_closed_survey_says_so_kindly() -> None:
    survey = make_survey()
    coupon = make_coupon(survey)
    close_survey(survey, now=NOW)
    assert "not taking new answers" in Visitor().open(coupon)


def test_whoever_has_begun_is_led_back_to_the_page_reached() -> None:
    survey, visitor = make_survey("back"), Visitor()
    coupon = make_coupon(survey)
    visitor.agree(coupon)
    visitor.post("/s/back/page/1/", {"adult": "1"})
    assert 'href="/s/back/page/2/"' in visitor.open(coupon)


def test_somebody_else_on_the_same_phone_may_begin_with_another_link() -> None:
    survey, visitor = make_survey(), Visitor()
    visitor.agree(make_coupon(survey))
    first = visitor.key
    page = visitor.open(make_coupon(survey, channel=survey.channels.first()))
    assert "?anew=1" in page
    assert visitor.key == first


def test_study_texts_are_escaped() -> None:
    document = make_document(
        title={"en": "<script>alert(1)</script>", "zh-Hans": "<b>"},
        texts={"landing.intro": {"en": "<i>{institution}</i>", "zh-Hans": "{institution}"}},
    )
    survey = make_survey(
        version=make_version("escaped", document=document),
        details={"institution": "<img src=x>"},
    )
    page = Visitor().open(make_coupon(survey))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x&gt;" in page


def test_a_simulated_survey_carries_a_banner() -> None:
    page = Visitor().open(make_coupon(make_survey(is_simulated=True)))
    assert "made up" in page
