"""The Celery application; tasks live in each app's `tasks` module, the heartbeat here."""

import os
import time

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyproj.settings")

TICK_KEY = "last-tick"

app = Celery("linktrace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.task(name="surveyproj.record_tick")
def record_tick() -> None:
    """Note the time. Beat sends this and a worker runs it: its age tells of both."""
    from django.core.cache import cache

    cache.set(TICK_KEY, time.time(), timeout=None)
