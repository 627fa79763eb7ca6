"""Facts about who invited whom, with what."""

from recruitment.models.channel import Channel, label_channel
from recruitment.models.coupon import Coupon, CouponEvent
from recruitment.models.recruit import Recruit

__all__ = ["Channel", "Coupon", "CouponEvent", "Recruit", "label_channel"]
