"""One filling-in: its state, coded answers, free texts and paradata."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.questionnaire import QuestionnaireVersion
from surveys.models.respondent import Respondent
from surveys.models.survey import Survey
from surveys.querysets import ResponseQuerySet


class Response(models.Model):
    """What one respondent answered, as one document of coded answers.

    `started_at` is empty where only the day of an answer is known, or not even that: in an import.
    `key_hash` is the SHA-256 of the key that the respondent's browser holds; the key itself is
    stored nowhere. `withdrawal_hash` is a keyed hash of the withdrawal code.
    """

    class State(models.TextChoices):
        STARTED = "started", _("Started")
        COMPLETED = "completed", _("Completed")
        SCREENED_OUT = "screened_out", _("Screened out")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="responses"
    )
    respondent = models.OneToOneField(Respondent, on_delete=models.PROTECT, related_name="response")
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.STARTED
    )
    key_hash = models.CharField(max_length=64, unique=True)
    withdrawal_hash = models.CharField(max_length=64, unique=True)
    is_referred = models.BooleanField(_("came by a referral link"))
    language = models.CharField(_("language"), max_length=10)
    order_seed = models.BigIntegerField(_("seed of the shown order"))
    survey_year = models.PositiveSmallIntegerField(_("survey year"))
    reached_page = models.PositiveSmallIntegerField(_("furthest page"), default=1)
    reminded_variables = models.JSONField(_("variables a reminder has named"), default=list)
    answers = models.JSONField(_("coded answers"), default=dict)
    end_reason = models.CharField(_("why screened out"), max_length=60, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    saved_at = models.DateTimeField(_("last saved"))
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        indexes = [
            models.Index(fields=["survey", "state", "completed_at"], name="response_by_state")
        ]

    def __str__(self) -> str:
        return f"{self.respondent} · {self.state}"


class FreeText(models.Model):
    """Words a respondent wrote, apart from the coded answers and with rights of their own."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="free_texts")
    variable = models.CharField(_("variable"), max_length=64)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("free text")
        verbose_name_plural = _("free texts")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "variable"], name="one_free_text_per_variable"
            )
        ]

    def __str__(self) -> str:
        return f"{self.response_id} · {self.variable}"


class PageVisit(models.Model):
    """Paradata: when a page was shown or saved, on what class of device.

    The visits of one kind are numbered per response; one that repeats the last only counts on.
    """

    class Kind(models.TextChoices):
        SHOWN = "shown", _("Shown")
        SAVED = "saved", _("Saved")

    # The index of the constraint begins with the response.
    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="page_visits", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    visit_number = models.PositiveIntegerField(_("number of the visit"))
    page_number = models.PositiveSmallIntegerField(_("page"))
    device_class = models.CharField(_("device"), max_length=10)
    visited_at = models.DateTimeField(_("time"))
    last_visited_at = models.DateTimeField(_("time of the last repetition"))
    visit_count = models.PositiveIntegerField(_("times in a row"), default=1)

    class Meta:
        verbose_name = _("page visit")
        verbose_name_plural = _("page visits")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "kind", "visit_number"], name="one_visit_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.response_id} · {self.page_number} · {self.kind}"
