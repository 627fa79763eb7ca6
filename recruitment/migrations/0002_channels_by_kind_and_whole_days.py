"""Channels may go by their kind alone, and a coupon is good until the end of its last day.

The channels that came with the shipped study lose their English names; coupons in people's hands
last until the end of the day that stands on their pictures.
"""

from datetime import datetime, time

from django.db import migrations, models
from django.utils import timezone

# Name and kind as they came with the study, and the kind from now on.
SHIPPED = (
    ("Alumni associations", "alumni_association", "alumni_association"),
    ("Associations", "association", "association"),
    ("WeChat groups", "wechat_group", "wechat_group"),
    ("First look", "other", "first_look"),
)
BATCH = 1000


def unname(apps, schema_editor):
    channels = apps.get_model("recruitment", "Channel").objects
    for name, before, kind in SHIPPED:
        channels.filter(name=name, kind=before).update(name="", kind=kind)


def lengthen(apps, schema_editor):
    coupons = apps.get_model("recruitment", "Coupon").objects
    waiting = coupons.filter(redeemed_at=None, expired_at=None).order_by("pk")
    last = 0
    while batch := list(waiting.filter(pk__gt=last)[:BATCH]):
        for coupon in batch:
            last_day = timezone.localdate(coupon.expires_at)
            coupon.expires_at = timezone.make_aware(datetime.combine(last_day, time.max))
        coupons.bulk_update(batch, ["expires_at"])
        last = batch[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('recruitment', '0001_initial'),
        ('surveys', '0002_ethics_body_by_language'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='channel',
            options={'ordering': ['name', 'kind'], 'verbose_name': 'channel', 'verbose_name_plural': 'channels'},
        ),
        migrations.RemoveConstraint(
            model_name='channel',
            name='channel_name_is_unique',
        ),
        migrations.AlterField(
            model_name='channel',
            name='kind',
            field=models.CharField(choices=[('association', 'Association'), ('alumni_association', 'Alumni association'), ('wechat_group', 'WeChat group'), ('first_look', 'First look'), ('other', 'Other')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='channel',
            name='name',
            field=models.CharField(blank=True, help_text='Without one the kind stands for it.', max_length=100, verbose_name='name'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.UniqueConstraint(condition=models.Q(('name', ''), _negated=True), fields=('survey', 'name'), name='channel_name_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.UniqueConstraint(condition=models.Q(('name', '')), fields=('survey', 'kind'), name='one_unnamed_channel_of_a_kind'),
        ),
        migrations.RunPython(unname, migrations.RunPython.noop),
        migrations.RunPython(lengthen, migrations.RunPython.noop),
    ]
