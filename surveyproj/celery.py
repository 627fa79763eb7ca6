"""The Celery application; tasks live in each app's `tasks` module, the heartbeat here."""

import logging.config
import os
import time
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyproj.settings")

TICK_KEY = "last-tick"

app = Celery("linktrace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _log_as_everywhere(**options: Any) -> None:
    """Celery's own set-up would give its tasks another format, with whole tracebacks."""
    logging.config.dictConfig(settings.LOGGING)


@app.task(name="surveyproj.record_tick")
def record_tick() -> None:
    """Note the time. Beat sends this and a worker runs it: its age tells of both."""
    from django.core.cache import cache

    cache.set(TICK_KEY, time.time(), timeout=None)
