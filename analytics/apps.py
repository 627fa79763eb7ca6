"""The analytics app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    """Connects the receivers."""

    name = "analytics"
    verbose_name = _("Analytics")

    def ready(self) -> None:
        """Receivers act only once imported."""
        from analytics import receivers  # noqa: F401
