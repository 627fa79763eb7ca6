"""Coupons: given on completion, followed once, expired by a job, and readable by nobody else."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.dispatch import Signal
from django.utils import timezone

from recruitment.models import Coupon, CouponEvent, Recruit
from recruitment.rules.codes import is_code
from recruitment.services.coupons import (
    expire_coupons,
    find_coupon,
    issue_coupons,
    record_opened,
    redeem_coupon,
    reveal_code,
)
from recruitment.services.errors import (
    CouponExpiredError,
    CouponUnknownError,
    CouponUsedError,
    SeedCountError,
)
from recruitment.services.seeds import place_seeds
from recruitment.tasks import expire_coupons as expire_task
from surveys.models import Event, Respondent, Response
from surveys.services.errors import ConsentMissingError, SurveyClosedError
from surveys.services.fielding import close_survey
from surveys.services.keys import make_key
from surveys.signals import response_completed
from tests.factories import (
    NOW,
    complete_response,
    make_channel,
    make_consent,
    make_coupon,
    make_recruit,
    make_survey,
)

pytestmark = pytest.mark.django_db


def _redeem(coupon: Coupon, *, now: datetime = NOW, key: str | None = None) -> Response:
    return redeem_coupon(coupon, key=key or make_key(), consent=make_consent(), now=now)


def _kinds(coupon: Coupon) -> set[str]:
    kinds = list(coupon.events.values_list("kind", flat=True))
    assert len(kinds) == len(set(kinds))
    return set(kinds)


def test_completion_gives_as_many_coupons_as_the_survey_rules() -> None:
    recruit = make_recruit(survey=make_survey(coupon_count=2, coupon_days=5))
    coupons = list(recruit.coupons.order_by("number"))
    assert [coupon.number for coupon in coupons] == [1, 2]


def test_coupon_is_good_until_the_end_of_the_day_that_stands_on_it() -> None:
    coupon = make_coupon(make_survey(coupon_days=5))  # made on 2 March at 17:00 in Shenzhen
    assert timezone.localdate(coupon.expires_at) == date(2026, 3, 7)
    last_minute = datetime(2026, 3, 7, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert Coupon.objects.live(last_minute).exists()
    assert not Coupon.objects.live(last_minute + timedelta(minutes=1)).exists()


def test_unfinished_interview_has_no_coupons() -> None:
    assert not make_recruit(is_completed=False).coupons.exists()


def test_screened_out_person_gets_no_coupons() -> None:
    recruit = make_recruit(replies={"adult": ["2"]})
    assert recruit.response.state == Response.State.SCREENED_OUT
    assert not recruit.coupons.exists()
    assert recruit.coupon is not None
    assert _kinds(recruit.coupon) == {"issued", "consented", "screened"}


def test_respondent_who_came_without_a_coupon_gets_none() -> None:
    response = make_recruit(is_completed=False).response
    Recruit.objects.all().delete()
    assert complete_response(response).state == Response.State.COMPLETED
    assert issue_coupons(response, now=NOW) == []


def test_every_step_of_a_coupon_is_noted_once() -> None:
    coupon = make_coupon()
    for _ in range(2):
        record_opened(coupon, now=NOW)
    complete_response(_redeem(coupon))
    assert _kinds(coupon) == {"issued", "opened", "consented", "completed"}


def test_used_coupon_is_refused_and_leaves_nothing() -> None:
    coupon = make_coupon()
    _redeem(coupon)
    with pytest.raises(CouponUsedError):
        _redeem(coupon)
    assert (Response.objects.count(), Respondent.objects.count()) == (1, 1)


def test_used_coupon_stays_used_after_its_last_day() -> None:
    coupon = make_coupon()
    _redeem(coupon)
    with pytest.raises(CouponUsedError):
        _redeem(coupon, now=coupon.expires_at)


def test_coupon_is_good_until_its_last_moment() -> None:
    coupon = make_coupon()
    assert _redeem(coupon, now=coupon.expires_at - timedelta(seconds=1))


def test_expired_coupon_is_refused_before_the_job_marks_it() -> None:
    coupon = make_coupon()
    with pytest.raises(CouponExpiredError):
        _redeem(coupon, now=coupon.expires_at)
    assert not Response.objects.exists()


def test_the_same_key_gives_the_same_response_also_after_the_last_day() -> None:
    coupon, key = make_coupon(), make_key()
    first = _redeem(coupon, key=key)
    assert _redeem(coupon, key=key, now=coupon.expires_at) == first


def test_key_already_answering_does_not_use_up_another_coupon() -> None:
    survey, key = make_survey(), make_key()
    first, second = make_coupon(survey), make_coupon(survey)
    _redeem(first, key=key)
    _redeem(second, key=key)
    second.refresh_from_db()
    assert second.redeemed_at is None


def test_refusals_of_starting_leave_the_coupon_unused() -> None:
    coupon = make_coupon()
    with pytest.raises(ConsentMissingError):
        redeem_coupon(coupon, key=make_key(), consent=make_consent("wechat"), now=NOW)
    close_survey(coupon.survey, now=NOW)
    with pytest.raises(SurveyClosedError):
        _redeem(coupon)
    coupon.refresh_from_db()
    assert coupon.redeemed_at is None


def test_job_marks_overdue_coupons_once() -> None:
    coupon, used = make_coupon(), make_coupon()
    _redeem(used)
    late = coupon.expires_at
    assert (expire_coupons(now=late), expire_coupons(now=late)) == (1, 0)
    assert _kinds(coupon) == {"issued", "expired"}
    assert "expired" not in _kinds(used)


def test_task_expires_by_the_clock() -> None:
    make_coupon(now=NOW - timedelta(days=400))
    assert expire_task() == 1


@pytest.mark.parametrize("code", ["", "x", "a" * 26, "A" * 26, "../../etc", "a" * 10_000, "\0"])
def test_code_of_no_coupon_is_refused(code: str) -> None:
    with pytest.raises(CouponUnknownError):
        find_coupon(code)


def test_code_finds_its_coupon_and_is_stored_nowhere() -> None:
    coupon = make_coupon()
    make_recruit(coupon)
    code = reveal_code(coupon)
    assert is_code(code)
    assert find_coupon(code) == coupon
    assert code not in _dump()
    assert coupon.code_hash in _dump()


@pytest.mark.parametrize("copied", ["{}。", "{}\u200b", " {}", "{}，请打开"])
def test_code_copied_with_what_stood_around_it_finds_its_coupon(copied: str) -> None:
    coupon = make_coupon()
    code = reveal_code(coupon)
    assert find_coupon(copied.format(code)) == coupon
    assert find_coupon(copied.format(code.upper())) == coupon


def _dump() -> str:
    """Every value of every table."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += cursor.fetchall()
    return str(rows)


def test_error_while_issuing_undoes_the_completion() -> None:
    recruit = make_recruit(is_completed=False)

    def fail(**kwargs: object) -> None:
        raise OSError("disk full")

    signal: Signal = response_completed
    signal.connect(fail)
    try:
        with pytest.raises(OSError, match="disk full"):
            complete_response(recruit.response)
    finally:
        signal.disconnect(fail)
    recruit.response.refresh_from_db()
    assert recruit.response.state == Response.State.STARTED
    assert not recruit.coupons.exists()
    assert not Event.objects.exists()
    assert not CouponEvent.objects.filter(kind="completed").exists()


@pytest.mark.parametrize("count", [0, -1, 101])
def test_number_of_seeds_has_bounds(count: int) -> None:
    with pytest.raises(SeedCountError):
        place_seeds(make_channel(), count=count, now=NOW)


def test_seeds_of_a_channel_are_numbered_on() -> None:
    channel = make_channel()
    place_seeds(channel, count=2, now=NOW)
    place_seeds(channel, count=1, now=NOW)
    assert sorted(channel.coupons.values_list("number", flat=True)) == [1, 2, 3]


def test_a_coupon_is_overdue_from_its_last_moment_on() -> None:
    coupon = make_coupon()
    last = coupon.expires_at
    assert not coupon.is_overdue_at(last - timedelta(microseconds=1))
    assert coupon.is_overdue_at(last)
