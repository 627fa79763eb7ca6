"""The real settings; only the queue has names of its own, on a broker that others may use too."""

import os

from surveyproj.settings import *  # noqa: F403
from surveyproj.settings import CELERY_BROKER_TRANSPORT_OPTIONS

CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = os.environ["BENCHMARK_BROKER_PREFIX"]
