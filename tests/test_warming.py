"""A web process makes itself ready before it takes visitors, and starts even where it cannot."""

import threading
import time
from typing import Any

import pytest
from django.db import OperationalError

from surveyproj import warming
from surveyproj.wsgi import application
from surveys.forms import cards
from surveys.models import Survey
from surveys.selectors import runner
from tests.factories import make_survey


def _refuse(*arguments: Any) -> None:
    raise OperationalError("nobody listens")


@pytest.mark.django_db
def test_first_visitor_finds_the_questions_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    survey = make_survey()
    monkeypatch.setattr(runner, "_plans", {})
    monkeypatch.setattr(cards, "_cards", {})
    assert warming.warm(application) == 1
    monkeypatch.setattr(runner, "compile_plan", _refuse)
    monkeypatch.setattr(cards, "_render_item", _refuse)
    document = runner.load_plan(survey.version).document
    for language in document.languages:
        assert cards.load_cards(survey.version.digest, document.pages[0].items[0], language)


@pytest.mark.django_db
def test_surveys_out_of_the_field_are_left_alone() -> None:
    make_survey()
    Survey.objects.update(state=Survey.State.CLOSED)
    assert warming.warm(application) == 0


def test_dead_database_does_not_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_warm", _refuse)
    assert warming.warm(application) == 0


def test_slow_database_does_not_hold_up_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()
    monkeypatch.setattr(warming, "warm", lambda application: answer.wait(60))
    began = time.monotonic()
    warming.warm_within(application, seconds=0.05)
    assert time.monotonic() - began < 30
    answer.set()
