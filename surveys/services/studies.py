"""The questionnaire that comes with the program."""

import json
from importlib.resources import files
from typing import Any


def read_study(name: str) -> dict[str, Any]:
    """The document of a shipped study, as data."""
    source = files("surveys").joinpath("studies", f"{name}.json")
    document: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return document
