"""The counts, what each response added to them, and how far folding has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from analytics.querysets import TalliedResponseQuerySet, TallyQuerySet


class Tally(models.Model):
    """A survey's counts as arrays (`tallies.Tallies`), in two parts that add up.

    A fold adds to the small part; the large one is written when the small one has grown, and when
    somebody leaves. The counts are those of the plan in the survey's cursor.
    """

    class Part(models.TextChoices):
        """Which of the two."""

        BASE = "base", _("counted before")
        RECENT = "recent", _("counted since")

    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="tallies")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    document = models.BinaryField(_("counts"))

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [models.UniqueConstraint(fields=["survey", "part"], name="part_is_unique")]

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.part}"


class TalliedResponse(models.Model):
    """The coded row that a response has in the tallies, so that leaving subtracts exactly that.

    It goes in the transaction that takes the row out of the counts.
    """

    response = models.OneToOneField(
        "surveys.Response", on_delete=models.PROTECT, primary_key=True, related_name="tallied"
    )
    row = models.BinaryField(_("coded row"))

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

    `plan` is what its tallies count, None while they cannot be relied on; `mark` is another after
    every fold.
    """

    survey = models.OneToOneField(
        "surveys.Survey", on_delete=models.PROTECT, related_name="fold_cursor"
    )
    plan = models.JSONField(_("tally plan"), null=True)
    mark = models.CharField(_("mark of the last fold"), max_length=32)
    folded_at = models.DateTimeField(_("last folded"))

    class Meta:
        verbose_name = _("fold cursor")
        verbose_name_plural = _("fold cursors")

    def __str__(self) -> str:
        return str(self.survey_id)
