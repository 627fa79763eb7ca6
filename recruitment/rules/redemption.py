"""Why a coupon can or cannot be redeemed."""

from datetime import datetime
from enum import StrEnum


class CouponStanding(StrEnum):
    """What a coupon is good for at one moment."""

    LIVE = "live"
    USED = "used"
    EXPIRED = "expired"


def judge_coupon(
    *, redeemed_at: datetime | None, expires_at: datetime, moment: datetime
) -> CouponStanding:
    """A coupon used in time counts as used for ever; otherwise its last moment decides."""
    if redeemed_at is not None:
        return CouponStanding.USED
    return CouponStanding.LIVE if moment < expires_at else CouponStanding.EXPIRED
