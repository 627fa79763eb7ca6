"""A respondent's place in recruitment, written once at enrolment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from recruitment.models.channel import Channel
from recruitment.models.coupon import Coupon
from recruitment.querysets import RecruitQuerySet


class Recruit(models.Model):
    """`seed` is empty for a seed itself, `enrolled_at` for an import without times.

    Nothing is ever recursed at read time.
    """

    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="recruits")
    response = models.OneToOneField(
        "surveys.Response", on_delete=models.PROTECT, related_name="recruit"
    )
    recruiter = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="recruits", null=True, blank=True
    )
    seed = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="chain", null=True, blank=True
    )
    wave = models.PositiveIntegerField(_("wave"))
    coupon = models.OneToOneField(
        Coupon, on_delete=models.PROTECT, related_name="recruit", null=True, blank=True
    )
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, related_name="recruits", null=True, blank=True
    )
    enrolled_at = models.DateTimeField(_("enrolled"), null=True, blank=True)

    objects = RecruitQuerySet.as_manager()

    class Meta:
        verbose_name = _("recruit")
        verbose_name_plural = _("recruits")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wave=0, recruiter=None, seed=None)
                | models.Q(wave__gt=0, recruiter__isnull=False, seed__isnull=False),
                name="seed_is_wave_zero",
            )
        ]
        indexes = [models.Index(fields=["survey", "wave"], name="recruit_by_wave")]

    def __str__(self) -> str:
        return f"{self.response} · {self.wave}"
