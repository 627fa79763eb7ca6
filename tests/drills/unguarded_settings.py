"""The settings of every installation without what its drills are about."""

import logging

from surveyproj.logs import LineFormatter
from surveyproj.postgres import patience
from surveyproj.postgres.patience import NETWORK
from surveyproj.settings import *  # noqa: F403
from surveyproj.settings import DATABASES
from surveyproj.settings import INSTALLED_APPS as APPS
from surveyproj.settings import MIDDLEWARE as GUARDED

INSTALLED_APPS = [*APPS, "tests.drills.careless.CarelessConfig"]
GUARDS = ("ReadableBodyMiddleware", "UnavailableMiddleware")
MIDDLEWARE = [name for name in GUARDED if not name.endswith(GUARDS)]
LineFormatter.format = logging.Formatter.format  # type: ignore[method-assign]
patience.ANSWER_SECONDS = None  # type: ignore[assignment]
OPTIONS = DATABASES["default"]["OPTIONS"]
if "options" in OPTIONS:
    OPTIONS["options"] = "-c synchronous_commit=off"
    for name in NETWORK:
        del OPTIONS[name]
