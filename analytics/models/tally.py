"""The counts, what each response added to them, and how far folding has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from analytics.querysets import (
    GenerationQuerySet,
    TalliedResponseQuerySet,
    UncodedResponseQuerySet,
)


class Generation(models.Model):
    """The coded rows, blocks of answers and counts of a survey by one plan.

    One is read; a second is in the making while everything is counted anew, and every fold and
    withdrawal changes both. Blocks and rows of one that nobody needs any more go in small steps.
    """

    class State(models.TextChoices):
        """What it is for."""

        BUILDING = "building", _("in the making")
        LIVE = "live", _("read")
        LEFT = "left", _("no longer needed")

    survey = models.ForeignKey(
        "surveys.Survey", on_delete=models.PROTECT, related_name="generations"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.BUILDING)
    plan = models.JSONField(_("tally plan"))
    reached = models.BigIntegerField(_("last response counted"), default=0)
    counted_count = models.PositiveIntegerField(_("responses counted"), default=0)
    expected_count = models.PositiveIntegerField(_("responses to count"), default=0)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        verbose_name = _("generation of counts")
        verbose_name_plural = _("generations of counts")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "state"],
                condition=~models.Q(state="left"),
                name="one_generation_is_live_and_one_in_the_making",
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.state}"


class Tally(models.Model):
    """The counts of a generation as arrays (`tallies.Tallies`), in two parts that add up.

    A fold adds to the small part; the large one is written when the small one has grown, and when
    somebody leaves.
    """

    class Part(models.TextChoices):
        """Which of the two."""

        BASE = "base", _("counted before")
        RECENT = "recent", _("counted since")

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="tallies")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    document = models.BinaryField(_("counts"))

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            models.UniqueConstraint(fields=["generation", "part"], name="part_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.generation_id} · {self.part}"


class AnswerBlock(models.Model):
    """What up to a thousand responses answered, column by column (`dataset.blocks`).

    A response whose coded row names no block is in the tail: whoever reads it codes its answers.
    """

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="blocks")
    document = models.BinaryField(_("columns"))

    class Meta:
        verbose_name = _("block of answers")
        verbose_name_plural = _("blocks of answers")

    def __str__(self) -> str:
        return f"{self.generation_id} · {self.pk}"


class TalliedResponse(models.Model):
    """The coded row that a response has in a generation's counts: leaving subtracts exactly that.

    It goes, and its answers leave their block, in the transaction that takes it out of the counts.
    """

    pk = models.CompositePrimaryKey("generation_id", "response_id")
    generation = models.ForeignKey(
        Generation, on_delete=models.PROTECT, related_name="rows", db_index=False
    )
    response = models.ForeignKey(
        "surveys.Response", on_delete=models.PROTECT, related_name="tallied"
    )
    row = models.BinaryField(_("coded row"))
    # Without index and constraint: a block goes when no row names it, and is looked for by nobody.
    block = models.ForeignKey(
        AnswerBlock,
        on_delete=models.DO_NOTHING,
        related_name="rows",
        null=True,
        db_index=False,
        db_constraint=False,
    )

    objects = TalliedResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("tallied response")
        verbose_name_plural = _("tallied responses")
        indexes = [
            models.Index(
                fields=["generation", "response"],
                condition=models.Q(block=None),
                name="tail_of_a_generation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.generation_id} · {self.response_id}"


class UncodedResponse(models.Model):
    """A completed response that is in no count because its answers cannot be coded.

    `reason` is the kind of mistake, never its text, which could hold an answer.
    """

    # The response knows it too, but a page that asks how many there are would read all responses.
    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="uncoded")
    response = models.OneToOneField(
        "surveys.Response", on_delete=models.PROTECT, related_name="uncoded"
    )
    reason = models.CharField(_("reason"), max_length=100)

    objects = UncodedResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("uncoded response")
        verbose_name_plural = _("uncoded responses")

    def __str__(self) -> str:
        return f"{self.response_id} · {self.reason}"


class FoldCursor(models.Model):
    """One row per survey: whoever updates it changes its counts alone.

    `mark` is another whenever the live counts have changed.
    """

    survey = models.OneToOneField(
        "surveys.Survey", on_delete=models.PROTECT, related_name="fold_cursor"
    )
    mark = models.CharField(_("mark of the last fold"), max_length=32)
    folded_at = models.DateTimeField(_("last folded"))

    class Meta:
        verbose_name = _("fold cursor")
        verbose_name_plural = _("fold cursors")

    def __str__(self) -> str:
        return str(self.survey_id)
