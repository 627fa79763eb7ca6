"""The settings of every installation without what its drills are about."""

import logging

from surveyproj.logs import LineFormatter
from surveyproj.postgres import patience
from surveyproj.settings import *  # noqa: F403
from surveyproj.settings import DATABASES
from surveyproj.settings import INSTALLED_APPS as APPS
from surveyproj.settings import MIDDLEWARE as GUARDED

INSTALLED_APPS = [*APPS, "tests.drills.careless.CarelessConfig"]
MIDDLEWARE = [name for name in GUARDED if not name.endswith("ReadableBodyMiddleware")]
LineFormatter.format = logging.Formatter.format  # type: ignore[method-assign]
patience.ANSWER_SECONDS = None  # type: ignore[assignment]
if "options" in DATABASES["default"]["OPTIONS"]:
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
