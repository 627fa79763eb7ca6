"""Two editions of one questionnaire: the second swaps two labels and makes a number a text."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from surveys.engine.changes import SPLIT, Answer
from surveys.models import QuestionnaireVersion
from surveys.services.questionnaires import publish_version
from tests.factories import NOW, make_document

YEARS: dict[str, Any] = {
    "id": "YEARS",
    "variable": "years",
    "type": "integer",
    "prompt": {"en": "Years here?", "zh-Hans": "来了几年？"},
    "minimum": 0,
    "maximum": 99,
}
WORDS = YEARS | {"type": "text", "requirement": "none", "max_length": 100}
del WORDS["minimum"], WORDS["maximum"]
ANSWERS: Mapping[str, Answer] = {"gender": {1: 2, 2: 1}, "years": SPLIT}
"""Male was 1 and is 2; years written out are no number of years."""


def make_first() -> dict[str, Any]:
    """The first edition: gender 1 male, 2 female; years as a number."""
    document = deepcopy(make_document())
    document["pages"][-1]["items"].append(deepcopy(YEARS))
    return document


def make_second() -> dict[str, Any]:
    """The second edition: gender 1 female, 2 male; years in words."""
    document = deepcopy(make_first())
    items = {item["variable"]: item for item in document["pages"][-1]["items"]}
    male, female = items["gender"]["choices"][:2]
    male["label"], female["label"] = female["label"], male["label"]
    document["pages"][-1]["items"][-1] = deepcopy(WORDS)
    return document


def publish_first() -> QuestionnaireVersion:
    return publish_version("edited", document=make_first(), now=NOW)


def publish_second(answers: Mapping[str, Answer] | None = ANSWERS) -> QuestionnaireVersion:
    return publish_version("edited", document=make_second(), now=NOW, answers=answers)


def reply(gender: int, years: str) -> Mapping[str, Sequence[str]]:
    return {"gender": [str(gender)], "years": [years]}
