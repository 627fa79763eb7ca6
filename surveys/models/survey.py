"""A version in the field, with its dates, rules and team."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.questionnaire import QuestionnaireVersion
from surveys.querysets import SurveyQuerySet


class Survey(models.Model):
    """A questionnaire version that people can answer."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    class Standing(models.TextChoices):
        """What a respondent meets, by the stored state and the calendar."""

        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Not open yet")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    class IncentiveMode(models.TextChoices):
        NONE = "none", _("No thank-you")
        FLAT = "flat", _("One thank-you for one's own answers")

    class DegreeRule(models.TextChoices):
        EXCLUDE = "exclude", _("leave out of weighting")
        SAMPLE_MAXIMUM = "sample_maximum", _("count as the sample maximum (as R's RDS does)")

    slug = models.SlugField(_("short name"), unique=True)
    version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="surveys"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    parameters = models.JSONField(_("study settings"), default=dict, blank=True)
    details = models.JSONField(_("institution, contacts and other texts"), default=dict, blank=True)
    ethics_body = models.JSONField(
        _("ethics committee"),
        default=dict,
        help_text=_("One text for each language of the questionnaire."),
    )
    ethics_number = models.CharField(_("ethics approval number"), max_length=100)
    is_foreign_related = models.BooleanField(_("foreign-related survey"), default=False)
    permit_number = models.CharField(_("permit number"), max_length=100, blank=True)
    approval_number = models.CharField(_("approval number"), max_length=100, blank=True)
    incentive_mode = models.CharField(
        _("thank-you"), max_length=10, choices=IncentiveMode.choices, default=IncentiveMode.FLAT
    )
    coupon_count = models.PositiveSmallIntegerField(_("coupons per respondent"), default=3)
    coupon_days = models.PositiveSmallIntegerField(_("days a coupon is valid"), default=30)
    degree_rule = models.CharField(
        _("missing network size"),
        max_length=20,
        choices=DegreeRule.choices,
        default=DegreeRule.EXCLUDE,
    )
    withdrawal_until = models.DateField(_("withdrawal possible until"), null=True, blank=True)
    retention_years = models.PositiveSmallIntegerField(_("years answers are kept"), default=5)
    is_simulated = models.BooleanField(_("made-up respondents"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-created_at", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_foreign_related=False)
                | ~models.Q(state="open")
                | (~models.Q(permit_number="") & ~models.Q(approval_number="")),
                name="foreign_related_survey_needs_permit_to_open",
            ),
            models.CheckConstraint(
                condition=models.Q(coupon_count__lte=3), name="at_most_three_coupons"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def standing_at(self, moment: datetime) -> Standing:
        """Return what a respondent meets at `moment`: an open survey ends by its own dates."""
        if self.state != self.State.OPEN:
            return self.Standing(self.state)
        if self.closes_at is not None and self.closes_at <= moment:
            return self.Standing.CLOSED
        if self.opens_at is not None and moment < self.opens_at:
            return self.Standing.SCHEDULED
        return self.Standing.OPEN

    def is_open_at(self, moment: datetime) -> bool:
        """Whether new interviews may start at `moment`."""
        return self.standing_at(moment) == self.Standing.OPEN


class FieldedVersion(models.Model):
    """A version that a survey gives, or has given, to people who begin."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="fielded_versions")
    version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="fieldings"
    )
    fielded_at = models.DateTimeField(_("first given"), auto_now_add=True)

    class Meta:
        verbose_name = _("fielded version")
        verbose_name_plural = _("fielded versions")
        constraints = [
            models.UniqueConstraint(fields=["survey", "version"], name="one_fielding_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.survey} · {self.version}"


class Membership(models.Model):
    """A researcher's place in the team of one survey."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        COLLEAGUE = "colleague", _("Colleague")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="memberships")
    researcher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "researcher"], name="one_membership_per_survey"
            )
        ]

    def __str__(self) -> str:
        return f"{self.researcher} · {self.survey} · {self.role}"
