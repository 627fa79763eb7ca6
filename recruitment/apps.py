"""The recruitment app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecruitmentConfig(AppConfig):
    """Connects the receivers."""

    name = "recruitment"
    verbose_name = _("Recruitment")

    def ready(self) -> None:
        """Receivers act only once imported."""
        from recruitment import receivers  # noqa: F401
