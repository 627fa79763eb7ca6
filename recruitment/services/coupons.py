"""Coupons: issued on completion, opened, redeemed exactly once, expired."""

import secrets
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from recruitment.models import Channel, Coupon, CouponEvent, Recruit
from recruitment.rules.codes import hash_code, is_code, make_code
from recruitment.rules.redemption import CouponStanding, judge_coupon
from recruitment.services.errors import CouponExpiredError, CouponUnknownError, CouponUsedError
from surveys.engine.typed import plain_code
from surveys.models import Response, Survey
from surveys.services.notes import noted_if_possible
from surveys.services.responses import ConsentGiven, start_response

EXPIRY_BATCH = 1000


def make_coupons(
    survey: Survey,
    *,
    numbers: Iterable[int],
    now: datetime,
    recruiter: Recruit | None = None,
    channel: Channel | None = None,
) -> list[Coupon]:
    """Write new coupons and their `issued` events; each is good until the end of its last day."""
    last_day = timezone.localdate(now) + timedelta(days=survey.coupon_days)
    expires_at = timezone.make_aware(datetime.combine(last_day, time.max))
    coupons = []
    for number in numbers:
        nonce = secrets.token_hex(16)
        coupons.append(
            Coupon(
                survey=survey,
                recruiter=recruiter,
                channel=channel,
                number=number,
                nonce=nonce,
                code_hash=hash_code(_code_of(nonce)),
                issued_at=now,
                expires_at=expires_at,
            )
        )
    made = Coupon.objects.bulk_create(coupons)
    CouponEvent.objects.bulk_create(
        [CouponEvent(coupon=coupon, kind=CouponEvent.Kind.ISSUED, at=now) for coupon in made]
    )
    return made


def _code_of(nonce: str) -> str:
    return make_code(settings.CODE_KEY.encode(), nonce)


def reveal_code(coupon: Coupon) -> str:
    """The code again, for the picture its owner passes on."""
    return _code_of(coupon.nonce)


def find_coupon(code: str) -> Coupon:
    """The coupon with this code. Raises `CouponUnknownError`."""
    coupon, code = None, plain_code(code).lower()
    if is_code(code):
        found = (
            Coupon.objects.select_related("survey", "survey__version", "recruiter", "channel")
            .defer("survey__version__document")
            .filter(code_hash=hash_code(code))
        )
        coupon = next(iter(found), None)
    if coupon is None:
        raise CouponUnknownError("No coupon has this code.")
    return coupon


def record_event(coupon_id: int, kind: CouponEvent.Kind, now: datetime) -> None:
    """Note that something happened to a coupon; a second time changes nothing."""
    CouponEvent.objects.bulk_create(
        [CouponEvent(coupon_id=coupon_id, kind=kind, at=now)], ignore_conflicts=True
    )


def record_opened(coupon: Coupon, *, now: datetime) -> None:
    """Note the first time a referral link was opened; if that cannot be written, log it."""
    with noted_if_possible("The opening of a link"), transaction.atomic():
        record_event(coupon.pk, CouponEvent.Kind.OPENED, now)


@transaction.atomic
def redeem_coupon(coupon: Coupon, *, key: str, consent: ConsentGiven, now: datetime) -> Response:
    """Start an interview on `coupon`: of any number of concurrent calls exactly one wins.

    The same `key` again gives the same response. Raises `CouponUsedError`, `CouponExpiredError`
    and what `start_response` raises; then nothing is written.
    """
    response, is_new = start_response(
        coupon.survey, key=key, consent=consent, is_referred=coupon.channel_id is None, now=now
    )
    if not is_new:
        return response
    won = Coupon.objects.filter(pk=coupon.pk).live(now).update(redeemed_at=now)
    if not won:
        _refuse(coupon, now)
    _enrol(response, coupon, now)
    record_event(coupon.pk, CouponEvent.Kind.CONSENTED, now)
    return response


def _refuse(coupon: Coupon, now: datetime) -> None:
    coupon.refresh_from_db(fields=["redeemed_at", "expired_at"])
    standing = judge_coupon(
        redeemed_at=coupon.redeemed_at, expires_at=coupon.expires_at, moment=now
    )
    if standing is CouponStanding.USED:
        raise CouponUsedError("The coupon has been used.")
    raise CouponExpiredError("The coupon has expired.")


def _enrol(response: Response, coupon: Coupon, now: datetime) -> Recruit:
    """Write recruiter, seed and wave once; they never change."""
    recruiter = coupon.recruiter
    return Recruit.objects.create(
        survey_id=coupon.survey_id,
        response=response,
        recruiter=recruiter,
        seed_id=(recruiter.seed_id or recruiter.pk) if recruiter else None,
        wave=recruiter.wave + 1 if recruiter else 0,
        coupon=coupon,
        channel_id=recruiter.channel_id if recruiter else coupon.channel_id,
        enrolled_at=now,
    )


def issue_coupons(response: Response, *, now: datetime) -> list[Coupon]:
    """Give a respondent who completed the coupons of the survey's rule, once."""
    recruit = Recruit.objects.filter(response=response).first()
    if recruit is None:
        return []
    return make_coupons(
        response.survey,
        numbers=range(1, response.survey.coupon_count + 1),
        now=now,
        recruiter=recruit,
    )


def close_coupon(response: Response, *, kind: CouponEvent.Kind, now: datetime) -> None:
    """Note on the coupon a person came with how the interview ended."""
    coupon_id = (
        Recruit.objects.filter(response=response).values_list("coupon_id", flat=True).first()
    )
    if coupon_id is not None:
        record_event(coupon_id, kind, now)


def expire_coupons(*, now: datetime) -> int:
    """Mark every coupon whose time has passed; how many were marked."""
    expired = 0
    while batch := list(Coupon.objects.overdue(now).values_list("pk", flat=True)[:EXPIRY_BATCH]):
        with transaction.atomic():
            for pk in batch:
                if Coupon.objects.filter(pk=pk).overdue(now).update(expired_at=now):
                    record_event(pk, CouponEvent.Kind.EXPIRED, now)
                    expired += 1
    return expired
