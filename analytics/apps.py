"""The analytics app."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Registers the app under its short name."""

    name = "analytics"
