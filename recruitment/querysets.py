"""Adjectives for rows of this app."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

if TYPE_CHECKING:
    from surveys.models import Survey


class CouponQuerySet(models.QuerySet):
    """Coupons."""

    def for_survey(self, survey: Survey) -> CouponQuerySet:
        """Those of one survey."""
        return self.filter(survey=survey)

    def unredeemed(self) -> CouponQuerySet:
        """Those nobody has used and no job has expired."""
        return self.filter(redeemed_at=None, expired_at=None)

    def live(self, moment: datetime) -> CouponQuerySet:
        """Those that can still be redeemed at `moment`."""
        return self.unredeemed().filter(expires_at__gt=moment)

    def overdue(self, moment: datetime) -> CouponQuerySet:
        """Those whose time has passed and that no job has marked yet."""
        return self.unredeemed().filter(expires_at__lte=moment)


class RecruitQuerySet(models.QuerySet):
    """Recruits."""

    def for_survey(self, survey: Survey) -> RecruitQuerySet:
        """Those of one survey."""
        return self.filter(survey=survey)

    def seeds(self) -> RecruitQuerySet:
        """Those at wave 0."""
        return self.filter(wave=0)

    def with_names(self) -> RecruitQuerySet:
        """Return them with the names of recruiter, seed and channel, and with no answers of those.

        A seed has no recruiter and is its own seed; a channel without a name goes by its kind.
        """
        return self.annotate(
            recruiter_name=F("recruiter__response__respondent__pseudonym"),
            seed_name=F("seed__response__respondent__pseudonym"),
            channel_name=Coalesce(NullIf("channel__name", Value("")), "channel__kind"),
        )
