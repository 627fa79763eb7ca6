"""The questionnaire that comes with the program."""

import json
from datetime import datetime
from importlib.resources import files
from typing import Any

from surveys.engine.changes import SPLIT
from surveys.models import QuestionnaireVersion
from surveys.services.questionnaires import publish_version


def read_study(name: str) -> dict[str, Any]:
    """The document of a shipped study, as data."""
    return _read(f"{name}.json")


def read_profile(name: str) -> dict[str, Any]:
    """Return what is particular to the made-up people of a shipped study, as data."""
    return _read(f"{name}.profile.json")


def _read(file_name: str) -> dict[str, Any]:
    source = files("surveys").joinpath("studies", file_name)
    data: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return data


def publish_study(name: str, *, now: datetime) -> QuestionnaireVersion:
    """Publish a shipped study as it is today.

    An upgrade has nobody to ask what becomes of old codes: what breaks is split, so nothing mixes.
    """
    return publish_version(name, document=read_study(name), now=now, answers=SPLIT)
