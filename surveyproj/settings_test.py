"""Settings of the test runs: the real ones, on databases that are made and dropped by the run.

`TEST_DATABASE_URL`, `TEST_BROKER_URL` and `TEST_CACHE_URL` choose other services; a developer's
`.env` is never read.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_SCRATCH = Path(tempfile.mkdtemp(prefix="linktrace-test-"))
atexit.register(shutil.rmtree, _SCRATCH, ignore_errors=True)

os.environ.update(
    {
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(_SCRATCH),
        "SECRET_KEY": "for-tests-only-" + "s" * 32,
        "CODE_KEY": "for-tests-only-" + "c" * 32,
        "BASE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "DEBUG": "off",
        "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
        "BROKER_URL": os.environ.get("TEST_BROKER_URL", "memory://"),
        "CACHE_URL": os.environ.get("TEST_CACHE_URL", "locmem://"),
    }
)

from surveyproj.settings import *  # noqa: E402, F403
from surveyproj.settings import (  # noqa: E402
    CELERY_BROKER_TRANSPORT_OPTIONS,
    DATABASES,
    STATIC_ROOT,
    STORAGES,
)

# A file, not memory: threads and processes of a test must meet in the same WAL database.
_IS_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
DATABASES["default"]["TEST"] = {
    "NAME": str(_SCRATCH / "test.sqlite3") if _IS_SQLITE else DATABASES["default"]["NAME"]
}
DATABASES["default"]["CONN_MAX_AGE"] = 0

CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = os.environ.get("TEST_BROKER_PREFIX", "")

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
