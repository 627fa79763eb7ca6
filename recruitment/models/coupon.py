"""The right to recruit one person, and what became of it."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from recruitment.models.channel import Channel
from recruitment.querysets import CouponQuerySet


class Coupon(models.Model):
    """One coupon: of a respondent (`recruiter`) or, for a seed, of a `channel`.

    The code is an HMAC of `nonce` under a key outside the database; the database holds its hash.
    """

    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="coupons")
    recruiter = models.ForeignKey(
        "recruitment.Recruit",
        on_delete=models.PROTECT,
        related_name="coupons",
        null=True,
        blank=True,
    )
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, related_name="coupons", null=True, blank=True
    )
    number = models.PositiveIntegerField(_("number"))
    nonce = models.CharField(max_length=32)
    code_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(_("issued"))
    expires_at = models.DateTimeField(_("expires"))
    redeemed_at = models.DateTimeField(_("redeemed"), null=True, blank=True)
    expired_at = models.DateTimeField(_("expired"), null=True, blank=True)

    objects = CouponQuerySet.as_manager()

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recruiter=None) ^ models.Q(channel=None),
                name="coupon_has_recruiter_or_channel",
            ),
            models.CheckConstraint(
                condition=models.Q(redeemed_at=None) | models.Q(expired_at=None),
                name="coupon_is_redeemed_or_expired",
            ),
            models.UniqueConstraint(
                fields=["recruiter", "number"], name="coupon_number_is_unique_per_recruiter"
            ),
            models.UniqueConstraint(
                fields=["channel", "number"], name="coupon_number_is_unique_per_channel"
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=models.Q(redeemed_at=None, expired_at=None),
                name="coupon_live",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recruiter or self.channel} · {self.number}"

    def is_overdue_at(self, moment: datetime) -> bool:
        """Whether its last moment has passed; a used one is no different."""
        return moment >= self.expires_at


class CouponEvent(models.Model):
    """Append-only: each thing happens to a coupon once."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("Issued")
        OPENED = "opened", _("Opened")
        CONSENTED = "consented", _("Consented")
        SCREENED = "screened", _("Screened out")
        COMPLETED = "completed", _("Completed")
        EXPIRED = "expired", _("Expired")

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("coupon event")
        verbose_name_plural = _("coupon events")
        constraints = [
            models.UniqueConstraint(fields=["coupon", "kind"], name="coupon_event_happens_once")
        ]

    def __str__(self) -> str:
        return f"{self.coupon_id} · {self.kind}"
