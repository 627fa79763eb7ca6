"""The project as an app: its static files and translations are found, its Celery app is bound."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """Holds no models."""

    name = "surveyproj"

    def ready(self) -> None:
        """Bind tasks to our Celery application in every process, management commands included."""
        from surveyproj.celery import app

        # Without this, threads other than the first would send to an unconfigured default.
        app.set_default()
