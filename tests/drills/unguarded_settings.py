"""The settings of every installation without the limits of requests and of log lines."""

import logging

from surveyproj.logs import LineFormatter
from surveyproj.settings import *  # noqa: F403
from surveyproj.settings import MIDDLEWARE as GUARDED

MIDDLEWARE = [name for name in GUARDED if not name.endswith("ReadableBodyMiddleware")]
LineFormatter.format = logging.Formatter.format  # type: ignore[method-assign]
