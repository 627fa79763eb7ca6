"""Seed coupons by channel, with what became of each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q

from recruitment.models import Channel, Coupon, CouponEvent
from surveys.models import Survey


class SeedStanding(StrEnum):
    """How far a seed coupon has come."""

    ISSUED = "issued"
    OPENED = "opened"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SeedCoupon:
    """A seed coupon and its standing."""

    coupon: Coupon
    standing: SeedStanding

    @property
    def is_usable(self) -> bool:
        """Whether somebody can still take part with it."""
        return self.standing in (SeedStanding.ISSUED, SeedStanding.OPENED)


def list_channels(survey: Survey) -> list[Channel]:
    """The channels, each with `seed_count` and `used_count`."""
    return list(
        Channel.objects.filter(survey=survey).annotate(
            seed_count=Count("coupons"),
            used_count=Count("coupons", filter=Q(coupons__redeemed_at__isnull=False)),
        )
    )


def list_seed_coupons(survey: Survey, *, now: datetime) -> list[SeedCoupon]:
    """Every seed coupon, newest first, in one query."""
    opened = CouponEvent.objects.filter(coupon=OuterRef("pk"), kind=CouponEvent.Kind.OPENED)
    coupons = (
        Coupon.objects.for_survey(survey)
        .filter(channel__isnull=False)
        .select_related("channel")
        .annotate(is_opened=Exists(opened))
        .order_by("-issued_at", "channel__name", "channel__kind", "number")
    )
    return [SeedCoupon(coupon, _judge(coupon, now)) for coupon in coupons]


def load_usable_seed(survey: Survey, pk: int, *, now: datetime) -> Coupon | None:
    """A seed coupon of this survey that nobody has used yet; else None."""
    return (
        Coupon.objects.for_survey(survey)
        .live(now)
        .filter(channel__isnull=False, pk=pk)
        .select_related("channel", "survey__version")
        .first()
    )


def _judge(coupon: Coupon, now: datetime) -> SeedStanding:
    if coupon.redeemed_at is not None:
        return SeedStanding.USED
    if coupon.expired_at is not None or coupon.is_overdue_at(now):
        return SeedStanding.EXPIRED
    return SeedStanding.OPENED if getattr(coupon, "is_opened", False) else SeedStanding.ISSUED
