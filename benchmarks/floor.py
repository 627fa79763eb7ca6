"""The floor: the least a survey page can do. Parse 30 values, check CSRF, insert one JSON row."""

import json
import os

from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import ensure_csrf_cookie

VALUE_COUNT = 30
CREATE = "CREATE TABLE IF NOT EXISTS benchmark_floor (id BIGSERIAL PRIMARY KEY, row JSONB)"


@ensure_csrf_cookie
def floor_view(request: HttpRequest) -> HttpResponse:
    """Store 30 whole numbers."""
    if request.method == "POST":
        row = {f"v{i}": int(request.POST[f"v{i}"]) for i in range(VALUE_COUNT)}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO benchmark_floor (row) VALUES (%s)", [json.dumps(row)])
    return HttpResponse("ok")


urlpatterns = [path("", floor_view)]


def make_application() -> object:
    """The floor view behind Django's own session-free middleware."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    from django.conf import settings

    settings.INSTALLED_APPS = []
    settings.ROOT_URLCONF = "benchmarks.floor"
    settings.MIDDLEWARE = [
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    return get_wsgi_application()
