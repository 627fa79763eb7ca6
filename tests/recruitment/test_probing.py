"""Whoever passed a link on cannot learn by opening it what became of it; consent is of what was
shown; and the next person with the same phone is not led to the first one's answers."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from recruitment.models import Coupon
from recruitment.services.coupons import reveal_code
from surveys.models import Consent, ConsentText, Response
from surveys.services.keys import make_withdrawal_code
from tests.factories import NOW, make_coupon, make_recruit, make_survey
from tests.visitor import AGREEMENT, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def make_pair() -> tuple[Visitor, Coupon, Coupon]:
    """Somebody who completed, and two of the coupons passed on: the first used, the second not."""
    recruiter = Visitor()
    recruiter.agree(make_coupon(make_survey("small")))
    recruiter.answer()
    used, live = recruiter.response.recruit.coupons.order_by("number")[:2]
    make_recruit(used)
    return recruiter, used, live


def look(visitor: Visitor, coupon: Coupon, *, anew: bool = False) -> tuple[int, str]:
    """What opening a link shows, without what differs at every visit."""
    main = visitor.open(coupon, anew=anew).split("<main")[1]
    for value in (visitor.key, str(visitor.client.cookies["csrf"].value)):
        main = main.replace(value, "")
    kept = [line for line in main.splitlines() if "csrfmiddlewaretoken" not in line]
    return visitor.reply.status_code, "\n".join(kept)


@pytest.mark.parametrize("anew", [False, True])
def test_a_used_link_looks_like_a_live_one_to_whoever_passed_it_on(anew: bool) -> None:
    recruiter, used, live = make_pair()
    assert look(recruiter, used, anew=anew) == look(recruiter, live, anew=anew)


def test_a_used_link_looks_like_a_live_one_to_a_stranger() -> None:
    _recruiter, used, live = make_pair()
    visitor = Visitor()
    assert look(visitor, used) == look(visitor, live)
    assert "Begin" in visitor.text


def test_a_used_link_without_the_box_is_answered_like_a_live_one() -> None:
    _recruiter, used, live = make_pair()
    visitor = Visitor()
    for coupon in (used, live):
        visitor.agree(coupon, box_participate="")
        assert visitor.reply.status_code == 200
        assert "please tick the first box" in visitor.text


def test_after_its_last_day_a_used_link_looks_like_an_unused_one() -> None:
    recruiter, used, live = make_pair()
    with time_machine.travel(NOW + timedelta(days=31)):
        for visitor in (recruiter, Visitor()):
            pages = {visitor.open(coupon).split("<main")[1] for coupon in (used, live)}
            assert len(pages) == 1


def test_the_text_agreed_to_is_kept_as_it_was_shown() -> None:
    visitor, coupon = Visitor(), make_coupon(make_survey(details={"institution": "A & B"}))
    page = visitor.open(coupon)
    digest = dict(AGREEMENT.findall(page))["text_digest"]
    visitor.agree(coupon)
    kept = ConsentText.objects.get()
    assert (kept.digest, kept.language) == (digest, "en")
    assert Consent.objects.get().text_digest == digest
    assert [line for line in kept.text.splitlines() if line not in page] == []


def test_one_consent_text_is_kept_once() -> None:
    survey = make_survey()
    channel = make_coupon(survey).channel
    for _ in range(2):
        Visitor().agree(make_coupon(survey, channel=channel))
    assert Response.objects.count() == 2
    assert ConsentText.objects.count() == 1


@pytest.mark.parametrize("stale", [{"text_digest": "0" * 64}, {"text_language": "zh-Hans"}])
def test_nobody_agrees_to_a_text_that_was_not_shown(stale: dict[str, str]) -> None:
    visitor, coupon = Visitor(), make_coupon()
    visitor.agree(coupon, **stale)
    assert "This text has changed since you opened the page" in visitor.text
    assert "checked" not in visitor.text
    assert not Response.objects.exists()
    assert "/page/1/" in visitor.agree(coupon)


def test_the_withdrawal_code_is_shown_for_one_day() -> None:
    recruiter, _used, _live = make_pair()
    code = make_withdrawal_code(recruiter.key)
    with time_machine.travel(NOW + timedelta(hours=24)):
        assert code in recruiter.get("/s/small/thanks/")
    with time_machine.travel(NOW + timedelta(hours=26)):
        page = recruiter.get("/s/small/thanks/")
    assert code not in page
    assert "It was shown here for one day" in page


def test_the_way_back_is_shown_before_an_interview_is_replaced() -> None:
    visitor, survey = Visitor(), make_survey("small")
    visitor.agree(make_coupon(survey))
    key = visitor.key
    coupon = make_coupon(survey, channel=survey.channels.first())
    assert f"http://testserver/c/{key}" in visitor.open(coupon)


def test_the_way_back_is_shown_before_a_resume_link_replaces_an_interview() -> None:
    first, second, survey = Visitor(), Visitor(), make_survey("small")
    first.agree(make_coupon(survey))
    second.agree(make_coupon(survey, channel=survey.channels.first()))
    assert f"http://testserver/c/{second.key}" in second.get(f"/c/{first.key}")
    assert "/c/" not in first.get(f"/c/{first.key}").split("<main")[1]


def test_a_second_tab_replaces_no_interview_unasked() -> None:
    visitor, survey = Visitor(), make_survey("small")
    coupon = make_coupon(survey)
    other = make_coupon(survey, channel=coupon.channel)
    visitor.open(other)
    waiting = visitor.agreement
    visitor.agree(coupon)
    visitor.agreement = waiting
    visitor.post(f"/r/{reveal_code(other)}", {"box_participate": "1"})
    assert "You have already begun on this device" in visitor.text
    assert Response.objects.count() == 1


@pytest.mark.parametrize("page", ["again", "refused", "closed"])
def test_pages_that_follow_a_save_clear_the_phone(page: str) -> None:
    recruiter, used, live = make_pair()
    if page == "again":
        recruiter.open(live)
    elif page == "refused":
        recruiter.agree(used, anew=True)
    else:
        with time_machine.travel(NOW + timedelta(days=31)):
            recruiter.open(live, anew=True)
    assert "respondent.js" in recruiter.text


def test_the_consent_page_loads_the_script_only_where_somebody_has_begun() -> None:
    recruiter, _used, live = make_pair()
    assert "respondent.js" in recruiter.open(live, anew=True)
    assert "respondent.js" not in Visitor().open(live)
