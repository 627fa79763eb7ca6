"""What the engine refuses, each error naming the refusal; problems with answers are values."""

from dataclasses import dataclass


class EngineError(Exception):
    """Any refusal of the engine."""


class ExpressionError(EngineError):
    """An expression that cannot be parsed; `place` counts characters from 0."""

    def __init__(self, place: int, message: str) -> None:
        super().__init__(f"{message} (character {place + 1})")
        self.place = place
        self.message = message


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a document: `place` reads like "C5.show_if" or "pages[2].title"."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class DocumentError(EngineError):
    """A document with faults, all of them at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class UnknownPageError(EngineError):
    """A page number outside the questionnaire."""

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no page {number}")
        self.number = number
