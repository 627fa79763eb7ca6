"""Placing seeds: coupons of wave 0, each through a channel."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from recruitment.models import Channel, Coupon
from recruitment.services.coupons import make_coupons
from recruitment.services.errors import SeedCountError
from surveys.models import Survey

MOST_SEEDS_AT_ONCE = 100


def create_channel(survey: Survey, *, kind: str, name: str = "") -> Channel:
    """Return the channel of this name, or the unnamed one of this kind; made if there is none."""
    channels = Channel.objects.filter(survey=survey)
    if name:
        return channels.get_or_create(name=name, defaults={"survey": survey, "kind": kind})[0]
    return channels.get_or_create(name="", kind=kind, defaults={"survey": survey})[0]


@transaction.atomic
def place_seeds(channel: Channel, *, count: int, now: datetime) -> list[Coupon]:
    """Make `count` seed coupons of `channel`. Raises `SeedCountError` outside 1 to 100."""
    if not 1 <= count <= MOST_SEEDS_AT_ONCE:
        raise SeedCountError(f"Place between 1 and {MOST_SEEDS_AT_ONCE} seeds at once.")
    Channel.objects.select_for_update().get(pk=channel.pk)
    last = channel.coupons.aggregate(last=Max("number"))["last"] or 0
    return make_coupons(
        channel.survey, numbers=range(last + 1, last + count + 1), now=now, channel=channel
    )
