"""A link that admits nobody says why in words that fit, and what may be done next."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from recruitment.models import Coupon
from surveys.models import Response
from tests.factories import NOW, make_coupon, make_recruit, make_survey
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
DETAILS = {"contact": "Dr Li, 0755-1234"}
UNKNOWN = "/r/" + "a" * 26
LATER = NOW + timedelta(days=40)
SAID = {
    "en": {
        "used": "This invitation has been used already",
        "expired": "The last day of this invitation has passed",
        "unknown": "This link leads to no invitation",
        "another": "you may ask whoever passed it on to you for another picture",
        "contact": "Questions about the study: Dr Li, 0755-1234",
    },
    "zh-CN": {
        "used": "此邀请已被使用",
        "expired": "此邀请已过有效期",
        "unknown": "此链接没有对应的邀请",
        "another": "可以请转来的人另给一张邀请图片",
        "contact": "研究咨询：Dr Li, 0755-1234",
    },
}


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def make_pair() -> tuple[Coupon, Coupon]:
    """A used coupon and a live one of the same survey."""
    used = make_coupon(make_survey("small", details=DETAILS))
    make_recruit(used, is_completed=False)
    return used, make_coupon(used.survey, channel=used.channel)


def refuse(case: str, language: str = "en") -> Visitor:
    """Somebody new who is refused."""
    used, live = make_pair()
    visitor = Visitor(language)
    if case == "used":
        visitor.agree(used)
    elif case == "unknown":
        visitor.get(UNKNOWN)
    else:
        with time_machine.travel(LATER):
            visitor.open(live)
    return visitor


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("case", ["used", "expired", "unknown"])
def test_a_refusal_says_its_own_reason_and_a_next_step(case: str, language: str) -> None:
    visitor, said = refuse(case, language), SAID[language]
    main = visitor.text.split("<main")[1]
    assert visitor.reply.status_code == 404
    reasons = [reason for reason in ("used", "expired", "unknown") if said[reason] in main]
    assert reasons == [case]
    assert (said["another"] in main) == (case != "unknown")
    assert said["contact"] in main
    assert "A small questionnaire" in main


def test_an_expired_link_names_its_last_day() -> None:
    assert "It was valid until 1 April 2026." in refuse("expired").text


def test_without_a_contact_none_is_named() -> None:
    make_survey("small")
    visitor = Visitor()
    visitor.get(UNKNOWN)
    assert SAID["en"]["unknown"] in visitor.text
    assert "Questions about the study" not in visitor.text


def test_an_unknown_link_is_answered_alike_whatever_is_sent() -> None:
    visitor = refuse("unknown")
    posted = visitor.client.post(UNKNOWN)
    assert posted.status_code == 404
    assert posted.content.split(b"<main")[1] == visitor.reply.content.split(b"<main")[1]


def test_a_made_up_study_is_not_told_of_behind_an_unknown_link() -> None:
    make_survey("made-up", is_simulated=True)
    visitor = Visitor()
    visitor.get(UNKNOWN)
    assert "A small questionnaire" not in visitor.text


def test_before_consent_a_used_link_does_not_say_so() -> None:
    used, _live = make_pair()
    visitor = Visitor()
    page = visitor.open(used)
    assert visitor.reply.status_code == 200
    assert "used already" not in page
    visitor.agree(used, box_participate="")
    assert "used already" not in visitor.text


def test_after_its_day_a_used_link_says_no_more_than_an_unused_one_even_after_consent() -> None:
    mains = []
    for coupon in make_pair():
        visitor = Visitor()
        visitor.open(coupon)
        with time_machine.travel(LATER):
            visitor.post(visitor.reply.request["PATH_INFO"], {"box_participate": "1"})
        mains.append(visitor.text.split("<main")[1])
    assert mains[0] == mains[1]
    assert SAID["en"]["expired"] in mains[0]


def test_a_used_code_cannot_be_redeemed_by_somebody_else() -> None:
    coupon = make_coupon()
    Visitor().agree(coupon)
    Visitor().agree(coupon)
    assert Response.objects.count() == 1
