"""Reading parts of an untrusted document: every wrong part is noted with its place, none raises."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from surveys.engine.errors import Problem, Problems
from surveys.engine.expression import RESERVED_WORDS, ExpressionError, Literal, Node, parse
from surveys.engine.schema import Code, Text

E = TypeVar("E", bound=StrEnum)

MAX_TEXT = 20_000

_VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
_GIVEN_CODE = re.compile(r"[^|\\\x00-\x1f\x7f-\x9f]{1,22}")
_PLACEHOLDER = re.compile(r"\{([a-z_]{1,40})\}")


class Source:
    """One JSON object of a document, with its place and the shared problems."""

    def __init__(
        self, data: object, place: str, problems: Problems, languages: tuple[str, ...] = ()
    ) -> None:
        self.place = place
        self.problems = problems
        self.languages = languages
        self.data: Mapping[str, object] = {}
        if isinstance(data, Mapping):
            self.data = data
        else:
            self.note("", "expected an object")

    def note(self, key: str, message: str) -> None:
        place = f"{self.place}.{key}" if self.place and key else self.place or key
        self.problems.append(Problem(place, message))

    def has(self, key: str) -> bool:
        return self.data.get(key) is not None

    def allow(self, *keys: str) -> None:
        """Note every key that is not one of these, so that a misspelling is not passed over."""
        for key in self.data:
            if key not in keys:
                self.note(str(key), "unknown key")

    def string(self, key: str, *, is_needed: bool = True) -> str:
        value = self.data.get(key)
        if isinstance(value, str) and value and len(value) <= MAX_TEXT:
            return value
        if value is not None or is_needed:
            self.note(key, "expected a text")
        return ""

    def variable(self, key: str) -> str:
        """A name that expressions can use."""
        name = self.string(key)
        if name and (not _VARIABLE.fullmatch(name) or name in RESERVED_WORDS):
            self.note(key, f"{name!r} cannot be the name of a variable")
        return name

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self.note(key, "expected true or false")
        return value is True

    def whole(self, key: str, default: int = 0) -> int:
        value = self.data.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
            return value
        self.note(key, "expected a whole number")
        return default

    def code(self, key: str) -> Code:
        return self._checked_code(self.data.get(key), key)

    def given_code(self, key: str) -> Code:
        """A code as another study has it: below zero, a fraction or words too."""
        value = self.data.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
            return value
        if isinstance(value, str) and _GIVEN_CODE.fullmatch(value) and value == value.strip():
            return value
        self.note(key, "expected a whole number, or at most 22 characters without | and \\")
        return ""

    def codes(self, key: str) -> tuple[Code, ...]:
        return tuple(
            self._checked_code(value, f"{key}[{place}]")
            for place, value in enumerate(self._list(key))
        )

    def _checked_code(self, value: object, key: str) -> Code:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
            return value
        if isinstance(value, str) and _CODE.fullmatch(value):
            return value
        self.note(key, "expected a code: a whole number from 0, or letters and digits")
        return ""

    def member(self, key: str, kind: type[E], default: E | None = None) -> E | None:
        value = self.data.get(key)
        if value is None:
            return default
        if isinstance(value, str) and value in list(kind):
            return kind(value)
        self.note(key, f"expected one of: {', '.join(kind)}")
        return default

    def text(self, key: str, *, is_needed: bool = True) -> Text:
        """Wording in every language of the document."""
        value = self.data.get(key)
        if value is None and not is_needed:
            return {}
        if not isinstance(value, Mapping):
            self.note(key, "expected a text in every language")
            return {}
        for language in self.languages:
            wording = value.get(language)
            if not isinstance(wording, str) or not wording.strip():
                self.note(f"{key}.{language}", "translation missing")
            elif len(wording) > MAX_TEXT:
                self.note(f"{key}.{language}", f"longer than {MAX_TEXT} characters")
        for language in value.keys() - set(self.languages):
            self.note(f"{key}.{language}", "not a language of this document")
        words = {name: value.get(name) for name in self.languages}
        texts = {name: word for name, word in words.items() if isinstance(word, str)}
        if len({frozenset(_PLACEHOLDER.findall(word)) for word in texts.values()}) > 1:
            self.note(key, "the languages name different placeholders")
        return texts

    def expression(self, key: str, *, is_needed: bool = False) -> Node | None:
        """An expression; a bare whole number is one too."""
        value = self.data.get(key)
        if value is None and not is_needed:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return Literal(value)
        if not isinstance(value, str):
            self.note(key, "expected an expression")
            return None
        try:
            return parse(value)
        except ExpressionError as error:
            self.note(key, str(error))
            return None

    def child(self, key: str) -> "Source":
        place = f"{self.place}.{key}" if self.place else key
        return Source(self.data.get(key, {}), place, self.problems, self.languages)

    def children(self, key: str) -> list["Source"]:
        """The objects of a list, placed by their position."""
        prefix = f"{self.place}.{key}" if self.place else key
        return [
            Source(value, f"{prefix}[{place}]", self.problems, self.languages)
            for place, value in enumerate(self._list(key))
        ]

    def _list(self, key: str) -> list[object]:
        value = self.data.get(key, [])
        if isinstance(value, list):
            return value
        self.note(key, "expected a list")
        return []
