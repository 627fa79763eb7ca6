"""The Celery application; tasks live in each app's `tasks` module, the heartbeat here."""

import logging.config
import os
import time
from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from celery.signals import setup_logging
from django.conf import settings
from kombu import Connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyproj.settings")

TICK_KEY = "last-tick"


class PersistentConnection(Connection):
    """Asks for a lost broker every two seconds; kombu would slow down to every 30."""

    def ensure_connection(self, *args: Any, **kwargs: Any) -> Connection:
        """Connect as soon as the broker is back."""
        return super().ensure_connection(*args, **{"interval_max": 2, **kwargs})


class Messaging(AMQP):
    """Celery's own, with connections that come back soon."""

    Connection = BrokerConnection = PersistentConnection


app = Celery("linktrace", amqp=Messaging)
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


@app.task(name="surveyproj.empty_log")
def empty_log() -> bool:
    """Leave nothing in SQLite's log of what was erased, as soon as nobody reads or writes."""
    from surveyproj import sqlite

    return sqlite.empty_log_between()
