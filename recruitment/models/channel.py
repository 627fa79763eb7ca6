"""How an invitation travels to a seed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.Model):
    """A way to seeds, such as one alumni association."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("Association")
        ALUMNI_ASSOCIATION = "alumni_association", _("Alumni association")
        WECHAT_GROUP = "wechat_group", _("WeChat group")
        OTHER = "other", _("Other")

    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="channels")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "name"], name="channel_name_is_unique")
        ]

    def __str__(self) -> str:
        return self.name
