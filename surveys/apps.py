"""The surveys app."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Registers the app under its short name."""

    name = "surveys"
