"""Makes ready what the first visitor of a web process would otherwise wait for."""

import io
import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
TEMPLATES = ("recruitment/entry.html", "surveys/page.html", "surveys/_notice.html")

logger = logging.getLogger(__name__)


def warm_within(application: Application, seconds: float) -> None:
    """Warm for that long at most: a dead or slow database may not hold up the start."""
    thread = threading.Thread(target=_warm_and_leave, args=(application,), daemon=True)
    thread.start()
    thread.join(seconds)


def _warm_and_leave(application: Application) -> None:
    try:
        warm(application)
    finally:
        connection.close()


def warm(application: Application) -> int:
    """Compile addresses, templates and the questions of open surveys; how many surveys.

    Whatever goes wrong is left to the first request, which tells of it better.
    """
    try:
        return _warm(application)
    except Exception as error:
        logger.info("Nothing was made ready beforehand: %s", type(error).__name__)
        return 0


def _warm(application: Application) -> int:
    from surveys.models import Survey

    # Addresses come first: the health page wants them most when the database hangs.
    reverse("health")
    for name in TEMPLATES:
        get_template(name)
    surveys = Survey.objects.select_related("version").filter(state=Survey.State.OPEN)
    is_open = [survey for survey in surveys if survey.is_open_at(timezone.now())]
    for survey in is_open:
        _warm_questions(survey)
        _ask(application, reverse("surveys:landing", args=[survey.slug]))
    return len(is_open)


def _warm_questions(survey: Any) -> None:
    from surveys.forms.cards import load_cards
    from surveys.selectors.runner import load_plan

    document = load_plan(survey.version).document
    for language in document.languages:
        with translation.override(language.lower()):
            for page in document.pages:
                for item in page.items:
                    load_cards(survey.version.digest, item, language)


def _ask(application: Application, path: str) -> None:
    """One request inside the process, which also sets up middleware and addresses."""
    base = urlsplit(settings.BASE_URL)
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "HTTP_HOST": base.netloc,
        "SERVER_NAME": base.hostname,
        "SERVER_PORT": str(base.port or 80),
        # As a proxy that ends TLS would say it.
        "HTTP_X_FORWARDED_PROTO": base.scheme,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": base.scheme,
        "wsgi.input": io.BytesIO(),
    }
    body = application(environ, lambda *_: None)
    for _ in body:
        pass
    if hasattr(body, "close"):
        body.close()
