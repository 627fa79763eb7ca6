"""Expressions with the values they must have, for every interpreter there is."""

import json
from functools import cache
from pathlib import Path

from surveys.engine.schema import Value

VECTORS = Path(__file__).with_suffix(".json")


@cache
def load_names() -> dict[str, Value | None]:
    """The stored answers all cases rest on."""
    names: dict[str, Value | None] = json.loads(VECTORS.read_text(encoding="utf-8"))["names"]
    return names


@cache
def list_cases() -> list[tuple[str, object]]:
    """Each expression and its value."""
    groups = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"].values()
    return [(source, value) for cases in groups for source, value in cases]


def is_same(one: object, other: object) -> bool:
    """Whether two values are equal; true is not 1 here."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)
