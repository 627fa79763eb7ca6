"""What the update to whole days, and to channels by their kind, makes of a survey in the field."""

from datetime import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from recruitment.models import Channel, Coupon
from tests.factories import make_channel, make_coupon, make_survey

pytestmark = pytest.mark.django_db(transaction=True)


def _update() -> None:
    MigrationExecutor(connection).migrate(
        [("recruitment", "0001_initial"), ("surveys", "0001_initial")]
    )
    call_command("migrate", verbosity=0)


def test_shipped_channels_lose_their_english_names_and_others_keep_theirs() -> None:
    survey = make_survey("small")
    for name, kind in [
        ("Alumni associations", "alumni_association"),
        ("First look", "other"),
        ("WeChat groups", "other"),
        ("Choir", "association"),
    ]:
        make_channel(survey, name=name, kind=kind)
    _update()
    assert list(Channel.objects.order_by("pk").values_list("name", "kind")) == [
        ("", "alumni_association"),
        ("", "first_look"),
        ("WeChat groups", "other"),
        ("Choir", "association"),
    ]


def test_coupons_that_wait_last_to_the_end_of_their_day_and_others_stay() -> None:
    noon = datetime(2026, 3, 16, 12, 0, tzinfo=timezone.get_current_timezone())
    waiting = make_coupon(make_survey("small"))
    used = make_coupon(waiting.survey, channel=waiting.channel)
    Coupon.objects.update(expires_at=noon)
    Coupon.objects.filter(pk=used.pk).update(redeemed_at=noon)
    _update()
    last = noon.replace(hour=23, minute=59, second=59, microsecond=999_999)
    assert Coupon.objects.get(pk=waiting.pk).expires_at == last
    assert Coupon.objects.get(pk=used.pk).expires_at == noon
