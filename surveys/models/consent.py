"""What people agree to, and who agreed when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.response import Response


class ConsentText(models.Model):
    """A consent text as it was shown, boxes included; written once, and it names nobody."""

    digest = models.CharField(_("SHA-256 of the text shown"), max_length=64, primary_key=True)
    language = models.CharField(_("language"), max_length=10)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")

    def __str__(self) -> str:
        return f"{self.language} · {self.digest[:12]}"


class Consent(models.Model):
    """The boxes ticked, and a digest of the very text that was shown."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="consent")
    boxes = models.JSONField(_("boxes ticked"))
    language = models.CharField(_("language"), max_length=10)
    text_digest = models.CharField(_("SHA-256 of the text shown"), max_length=64)
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.response_id} · {self.given_at:%Y-%m-%d}"
