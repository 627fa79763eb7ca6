"""A coupon is redeemed exactly once, however many people follow it at the same moment."""

from threading import Barrier

import pytest

from recruitment.models import Coupon, CouponEvent, Recruit
from recruitment.services.coupons import expire_coupons, find_coupon, redeem_coupon, reveal_code
from recruitment.services.errors import CouponUsedError
from surveys.models import Consent, Respondent, Response
from surveys.services.keys import make_key
from tests.factories import NOW, make_consent, make_coupon, make_recruit, make_survey
from tests.races import CALLS, run_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def _redeem(code: str, key: str) -> int:
    return redeem_coupon(find_coupon(code), key=key, consent=make_consent(), now=NOW).pk


def test_of_many_keys_exactly_one_wins() -> None:
    code = reveal_code(make_coupon())
    keys = [make_key() for _ in range(CALLS)]
    outcomes = run_at_once(lambda number: _redeem(code, keys[number]))
    refused = [one for one in outcomes if isinstance(one, CouponUsedError)]
    assert len(outcomes) == CALLS
    assert len(refused) == CALLS - 1
    assert Coupon.objects.exclude(redeemed_at=None).count() == 1


def test_losers_leave_nothing_behind() -> None:
    code = reveal_code(make_coupon())
    run_at_once(lambda number: _redeem(code, make_key()))
    for model in (Respondent, Response, Consent, Recruit):
        assert model.objects.count() == 1
    assert CouponEvent.objects.filter(kind=CouponEvent.Kind.CONSENTED).count() == 1


def test_one_key_many_times_gives_one_response() -> None:
    code, key = reveal_code(make_coupon()), make_key()
    outcomes = run_at_once(lambda number: _redeem(code, key))
    assert set(outcomes) == {Response.objects.get().pk}
    assert Recruit.objects.count() == 1


def test_three_coupons_of_one_recruiter_are_redeemed_three_times() -> None:
    recruiter = make_recruit(survey=make_survey())
    codes = [reveal_code(coupon) for coupon in recruiter.coupons.all()]
    run_at_once(lambda number: _redeem(codes[number % 3], make_key()), 60)
    recruits = Recruit.objects.filter(recruiter=recruiter)
    assert sorted(recruit.coupon.number for recruit in recruits if recruit.coupon) == [1, 2, 3]


def test_coupon_expires_once() -> None:
    make_coupon()
    late = Coupon.objects.get().expires_at
    outcomes = run_at_once(lambda number: expire_coupons(now=late), 20)
    assert sorted(map(str, outcomes)) == ["0"] * 19 + ["1"]


def test_checking_before_acting_would_let_both_win() -> None:
    """The control: the same race without the conditional update is lost."""
    pk = make_coupon().pk
    both_have_read = Barrier(2)

    def check_then_act(number: int) -> bool:
        coupon = Coupon.objects.get(pk=pk)
        if coupon.redeemed_at is not None:
            return False
        both_have_read.wait(timeout=60)
        Coupon.objects.filter(pk=pk).update(redeemed_at=NOW)
        return True

    assert run_at_once(check_then_act, 2) == [True, True]
