"""The settings of every installation without the limits of requests, of log lines, of waiting."""

import logging

from surveyproj.logs import LineFormatter
from surveyproj.postgres import patience
from surveyproj.settings import *  # noqa: F403
from surveyproj.settings import MIDDLEWARE as GUARDED

MIDDLEWARE = [name for name in GUARDED if not name.endswith("ReadableBodyMiddleware")]
LineFormatter.format = logging.Formatter.format  # type: ignore[method-assign]
patience.ANSWER_SECONDS = None  # type: ignore[assignment]
