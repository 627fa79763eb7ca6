"""How an invitation travels to a seed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.Model):
    """A way to seeds, such as one alumni association."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("Association")
        ALUMNI_ASSOCIATION = "alumni_association", _("Alumni association")
        WECHAT_GROUP = "wechat_group", _("WeChat group")
        FIRST_LOOK = "first_look", _("First look")
        OTHER = "other", _("Other")

    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="channels")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(
        _("name"), max_length=100, blank=True, help_text=_("Without one the kind stands for it.")
    )

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["name", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "name"],
                condition=~models.Q(name=""),
                name="channel_name_is_unique",
            ),
            models.UniqueConstraint(
                fields=["survey", "kind"],
                condition=models.Q(name=""),
                name="one_unnamed_channel_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return label_channel(self.kind, self.name)


def label_channel(kind: str, name: str) -> str:
    """Return the name a team gave, or the kind in the reader's language."""
    return name or str(Channel.Kind(kind).label)
