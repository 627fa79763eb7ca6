"""Settings of every installation; the values come from the environment or from `.env`.

`.env.example` lists each variable. A missing or wrong value stops the start with a sentence that
names the variable.
"""

import os
from pathlib import Path

import environ
from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from surveyproj.run import broker
from surveyproj.variables import Variables

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(os.environ.get("ENV_FILE") or BASE_DIR / ".env")
variables = Variables(os.environ)

VAR_DIR = Path(variables.text("VAR_DIR", str(BASE_DIR / "var")))
SECRET_KEY = variables.secret("SECRET_KEY")
# Coupon and withdrawal codes are derived with this key: replacing it invalidates printed links.
CODE_KEY = variables.secret("CODE_KEY")
DEBUG = variables.flag("DEBUG", default=False)
BASE_URL = variables.base_url("BASE_URL", "http://127.0.0.1:8000")
IS_HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = variables.names("ALLOWED_HOSTS", ("127.0.0.1", "localhost"))
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "surveys.apps.SurveysConfig",
    "recruitment.apps.RecruitmentConfig",
    "analytics.apps.AnalyticsConfig",
    "surveyproj.apps.PlatformConfig",
]

MIDDLEWARE = [
    # Outermost, so that their headers also stand on what the next one refuses or redirects.
    "surveyproj.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "surveyproj.middleware.ReadableBodyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "surveyproj.unavailable.UnavailableMiddleware",
]

ROOT_URLCONF = "surveyproj.urls"
WSGI_APPLICATION = "surveyproj.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5", "respondent"]
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": variables.database("DATABASE_URL", VAR_DIR / "linktrace.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A command given beside `make run` meets the embedded broker; a killed run leaves a dead socket.
_socket = VAR_DIR / "broker.sock"
_embedded = broker.list_urls(_socket) if broker.answers(_socket) else {}

# Answers never depend on the cache; log-in throttling does.
CACHES = {"default": variables.cache("CACHE_URL", _embedded.get("CACHE_URL", "locmem://"))}

CELERY_BROKER_URL = variables.broker(
    "BROKER_URL", _embedded.get("BROKER_URL", "redis://127.0.0.1:6379/0")
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
    "visibility_timeout": 3600,
    # Without these two a killed worker's task waits about 92 s before another takes it.
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 1,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.1}
# On top of these, for what had better fail soon: nudges after an answer, a look at the health.
# The last two are RabbitMQ's.
IMPATIENT_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "read_timeout": 1,
    "write_timeout": 1,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE = {
    "record-tick": {
        "task": "surveyproj.record_tick",
        "schedule": schedule(run_every=10.0),
        "options": {"expires": 10},
    },
    "fold-pending-events": {
        "task": "analytics.tasks.fold_pending",
        "schedule": schedule(run_every=5.0),
        "options": {"expires": 5},
    },
    "rebuild-outdated-tallies": {
        "task": "analytics.tasks.rebuild_outdated",
        "schedule": schedule(run_every=30.0),
        "options": {"expires": 30},
    },
    "seal-tails": {
        "task": "analytics.tasks.seal_tails",
        "schedule": schedule(run_every=60.0),
        "options": {"expires": 60},
    },
    "empty-log-of-sqlite": {
        "task": "surveyproj.empty_log",
        "schedule": schedule(run_every=60.0),
        "options": {"expires": 60},
    },
    "expire-coupons": {
        "task": "recruitment.tasks.expire_coupons",
        "schedule": schedule(run_every=300.0),
        "options": {"expires": 300},
    },
}

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "surveyproj.accounts.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# A key of `login_failed` is one account from one network (surveyproj/accounts.py, decision 0015).
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "login_from_elsewhere": "30/h/key",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/research/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
# Texts of all apps live in one place.
LOCALE_PATHS = [BASE_DIR / "surveyproj" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Codes and keys stand in addresses: not even our own proxy's log is told the page one came from.
SECURE_REFERRER_POLICY = "strict-origin"
SECURE_SSL_REDIRECT = variables.flag("SECURE_SSL_REDIRECT", default=IS_HTTPS)
# The supervisor and load balancers ask for health inside the machine, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
if variables.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    MIDDLEWARE.insert(0, "surveyproj.middleware.ProxiedAddressMiddleware")
else:
    # Phones on poor links: where no proxy compresses pages, the web process does. Django masks
    # the form token and varies the length, so that compression tells nothing (BREACH).
    MIDDLEWARE.insert(
        MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware") + 1,
        "django.middleware.gzip.GZipMiddleware",
    )
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-staff" if IS_HTTPS else "staff"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
RESPONSE_COOKIE_NAME = "__Host-response" if IS_HTTPS else "response"
CSRF_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# A referral code or a resume key stands in an address: no address reaches a log line.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"hide_addresses": {"()": "surveyproj.logs.HideAddresses"}},
    "formatters": {
        "line": {
            "()": "surveyproj.logs.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["hide_addresses"],
        }
    },
    "root": {"handlers": ["console"], "level": variables.level("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "celery": {"level": "WARNING"},
        "django.server": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
