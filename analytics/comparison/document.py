"""A document taken apart piece by piece, so that every mistake is told with where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

Known = TypeVar("Known")

Texts = Mapping[str, str]
"""Language to wording."""


class BaselineError(ValueError):
    """A baseline document lacks something or contradicts itself; the text begins with where."""


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """A value of a document, where it stands (`claims[2].tests[0]`), and the languages of texts."""

    value: Any
    at: str = ""
    languages: tuple[str, ...] = ()

    def __getitem__(self, key: str) -> DocumentPart:
        part = self.get(key)
        if part is None:
            raise self.refuse(f"{key} is missing.")
        return part

    def get(self, key: str) -> DocumentPart | None:
        """Return the part under a key, or None; raises BaselineError when this is no object."""
        if not isinstance(self.value, Mapping):
            raise self.refuse("an object is expected.")
        if key not in self.value:
            return None
        return DocumentPart(self.value[key], f"{self.at}.{key}".lstrip("."), self.languages)

    def refuse(self, reason: str) -> BaselineError:
        """Return the error that tells where this part stands, and the reason."""
        return BaselineError(f"{self.at or 'the document'}: {reason}")

    def expect(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        """Raise BaselineError for a key that is missing, or that nobody would read."""
        for key in required:
            self[key]
        unknown = [key for key in self.value if key not in {*required, *optional}]
        if unknown:
            raise self.refuse(f"{', '.join(unknown)}: not part of the format.")

    def refuse_twice(self, keys: Iterable[str]) -> None:
        """Raise BaselineError for keys that this part states more than once."""
        twice = sorted(key for key, count in Counter(keys).items() if count > 1)
        if twice:
            raise self.refuse(f"{', '.join(twice)}: stated twice.")

    def choose(self, known: Mapping[str, Known], what: str) -> Known:
        """Return what is known under the name that stands here, or raise BaselineError."""
        key = self.text()
        if key not in known:
            raise self.refuse(f"there is no {what} {key!r}; there are {', '.join(known)}.")
        return known[key]

    def parts(self) -> tuple[DocumentPart, ...]:
        """Return the parts of a list."""
        if not isinstance(self.value, list):
            raise self.refuse("a list is expected.")
        return tuple(
            DocumentPart(value, f"{self.at}[{index}]", self.languages)
            for index, value in enumerate(self.value)
        )

    def text(self) -> str:
        """Return a text that is not empty."""
        if not isinstance(self.value, str) or not self.value:
            raise self.refuse("a text is expected.")
        return self.value

    def whole(self) -> int:
        """Return a whole number; true and false are none."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.refuse("a whole number is expected.")
        return self.value

    def number(self) -> float:
        """Return a number, whole or not."""
        if not isinstance(self.value, int | float) or isinstance(self.value, bool):
            raise self.refuse("a number is expected.")
        return self.value

    def texts(self) -> Texts:
        """Return a wording in each language of the document and in no other."""
        self.expect(self.languages)
        return {language: self[language].text() for language in self.languages}

    def texts_of(self, key: str) -> Texts:
        """Return the wording under a key that may be left out; empty without it."""
        part = self.get(key)
        return part.texts() if part else {}
