"""What the engine refuses, each error naming the refusal; problems with answers are values."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_PROBLEMS = 100


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


class Problems:
    """The first problems found, and how many more there are: a document can have millions."""

    def __init__(self) -> None:
        self.kept: list[Problem] = []
        self.more_count = 0

    def append(self, problem: Problem) -> None:
        """Keep it, or count it."""
        if len(self.kept) < MOST_PROBLEMS:
            self.kept.append(problem)
        else:
            self.more_count += 1

    def extend(self, problems: Iterable[Problem]) -> None:
        """Keep or count each."""
        for problem in problems:
            self.append(problem)


class DocumentError(EngineError):
    """A document with faults: the first hundred of them at once, and how many more there are."""

    def __init__(self, problems: Problems) -> None:
        lines = [str(problem) for problem in problems.kept]
        if problems.more_count:
            lines.append(f"and {problems.more_count} more")
        super().__init__("\n".join(lines))
        self.problems = tuple(problems.kept)
        self.more_count = problems.more_count


class UnknownPageError(EngineError):
    """A page number outside the questionnaire."""

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no page {number}")
        self.number = number
