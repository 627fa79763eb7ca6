"""Counts by cell, what each response added to them, and how far folding has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from analytics.querysets import TalliedResponseQuerySet, TallyQuerySet
from analytics.tallies.cells import MAX_CELL_LENGTH


class Tally(models.Model):
    """How many respondents or recruitments are in one cell (`tallies.cells` writes the key).

    No check keeps the count from falling below zero: PostgreSQL would apply it to the change
    itself before adding it up. The fold looks instead, by the index below, and refuses.
    """

    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="tallies")
    cell = models.CharField(_("cell"), max_length=MAX_CELL_LENGTH)
    count = models.BigIntegerField(_("count"))

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [models.UniqueConstraint(fields=["survey", "cell"], name="cell_is_unique")]
        indexes = [
            models.Index(
                fields=["survey"],
                condition=models.Q(count__lte=0),
                name="tally_spent_or_impossible",
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.cell}"


class TalliedResponse(models.Model):
    """The coded row that a response has in the tallies, so that leaving subtracts exactly that.

    It goes in the transaction that takes the row out of the counts.
    """

    response = models.OneToOneField(
        "surveys.Response", on_delete=models.PROTECT, related_name="tallied"
    )
    row = models.JSONField(_("coded row"))

    objects = TalliedResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("tallied response")
        verbose_name_plural = _("tallied responses")

    def __str__(self) -> str:
        return str(self.response_id)


class UncodedResponse(models.Model):
    """A completed response that is in no count because its answers cannot be coded.

    `reason` is the kind of mistake, never its text, which could hold an answer.
    """

    response = models.OneToOneField(
        "surveys.Response", on_delete=models.PROTECT, related_name="uncoded"
    )
    reason = models.CharField(_("reason"), max_length=100)

    objects = TalliedResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("uncoded response")
        verbose_name_plural = _("uncoded responses")

    def __str__(self) -> str:
        return f"{self.response_id} · {self.reason}"


class FoldCursor(models.Model):
    """One row per survey: whoever updates it folds alone.

    `plan` is what its tallies count; `mark` is another after every fold.
    """

    survey = models.OneToOneField(
        "surveys.Survey", on_delete=models.PROTECT, related_name="fold_cursor"
    )
    plan = models.JSONField(_("tally plan"))
    mark = models.CharField(_("mark of the last fold"), max_length=32)
    folded_at = models.DateTimeField(_("last folded"))

    class Meta:
        verbose_name = _("fold cursor")
        verbose_name_plural = _("fold cursors")

    def __str__(self) -> str:
        return str(self.survey_id)
