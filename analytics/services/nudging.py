"""Nudges ask a worker for a fold at once; a thread of their own sends them, and no answer waits.

A nudge may be lost: beat sweeps all surveys every few seconds.
"""

import logging
import os
import threading
import time

from celery import current_app
from django.conf import settings

FOLD_TASK = "analytics.tasks.fold_survey_events"
PAUSE_SECONDS = 0.2  # what completes meanwhile shares one connection and, by survey, one nudge
QUIET_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Nudger:
    """The surveys that wait for their nudge, each once, and the thread that sends it."""

    def __init__(self) -> None:
        self._waiting: set[int] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def add(self, survey_id: int) -> None:
        """Note the survey and return at once, whatever the broker does."""
        with self._changed:
            self._waiting.add(survey_id)
            # Not before it is needed: the web server forks, and threads stay behind in the parent.
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="nudges", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _work(self) -> None:
        is_silent = False
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                survey_ids, self._waiting = self._waiting, set()
            try:
                send_nudges(survey_ids)
            except Exception as error:  # whatever the transport raises, the thread must live
                if not is_silent:
                    reason = type(error).__name__
                    logger.warning("Nudges do not reach the broker (%s); sweeps count.", reason)
                is_silent = True
                time.sleep(QUIET_SECONDS)
            else:
                is_silent = False
                time.sleep(PAUSE_SECONDS)


def send_nudges(survey_ids: set[int]) -> None:
    """Send one task per survey over a connection that gives up soon; raises what it meets."""
    options = settings.IMPATIENT_TRANSPORT_OPTIONS
    with current_app.connection_for_write(connect_timeout=1, transport_options=options) as broker:
        for survey_id in survey_ids:
            arguments = {"args": [survey_id], "connection": broker, "retry": False}
            current_app.send_task(FOLD_TASK, expires=60, **arguments)


def nudge(survey_id: int) -> None:
    """Ask for a fold of what is committed in a survey."""
    _nudger.add(survey_id)


def _begin_anew() -> None:
    global _nudger  # noqa: PLW0603
    _nudger = Nudger()


_nudger = Nudger()
# A forked child inherits the queue, and perhaps its lock, but not the thread.
os.register_at_fork(after_in_child=_begin_anew)
