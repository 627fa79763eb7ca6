"""What a posted reply is, how its text is read, and what can be wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from surveys.engine.schema import Choice, Code, Item, Value
from surveys.engine.typed import clean_words, drop_unseen

Raw = Mapping[str, Sequence[str]]

OTHER_TEXT_LENGTH = 200


class ProblemKind(StrEnum):
    """What is wrong with a posted reply."""

    UNKNOWN_CODE = "unknown_code"
    SEVERAL_CODES = "several_codes"
    EXCLUSIVE = "exclusive"
    WORDS_UNPICKED = "words_unpicked"  # words beside a choice, and another choice picked
    NOT_A_NUMBER = "not_a_number"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    TOO_LONG = "too_long"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """A reply that cannot be stored; `limit` is the bound it breaks, `rests_on` the one answer that
    sets this bound.
    """

    variable: str
    kind: ProblemKind
    limit: int | None = None
    rests_on: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """An item as it stands for one respondent: the choices on offer and the bounds."""

    item: Item
    codes: Mapping[str, Code]  # posted spelling to code
    minimum: int | None = None
    maximum: int | None = None


@dataclass(slots=True)
class Reading:
    """What was found in a post for one item; a blank variable is in none of the three."""

    values: dict[str, Value] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[AnswerProblem] = field(default_factory=list)

    def refuse(self, variable: str, kind: ProblemKind, limit: int | None = None) -> None:
        self.problems.append(AnswerProblem(variable, kind, limit))


def other_text_variable(item: Item, code: Code) -> str:
    """Where the words of "other, please write" are kept."""
    return f"{item.variable}_{code}_text"


def list_posted(raw: Raw, name: str) -> list[str]:
    """What was posted under a name, blanks left out."""
    return [seen for text in raw.get(name, ()) if (seen := drop_unseen(text))]


def read_code(
    codes: Mapping[str, Code],
    raw: Raw,
    variable: str,
    reading: Reading,
    without: tuple[Code, ...] = (),
) -> None:
    """Read one code into the variable; the codes in `without` are not on offer."""
    posted = list_posted(raw, variable)
    if not posted:
        return
    code = codes.get(posted[0])
    if len(posted) > 1:
        reading.refuse(variable, ProblemKind.SEVERAL_CODES)
    elif code is None or code in without:
        reading.refuse(variable, ProblemKind.UNKNOWN_CODE)
    else:
        reading.values[variable] = code


def read_text(raw: Raw, name: str, max_length: int, reading: Reading) -> str:
    """Read words, keep them apart from the answers and return them; empty when unusable."""
    text = clean_words(" ".join(raw.get(name, ())))
    if len(text) > max_length:
        reading.refuse(name, ProblemKind.TOO_LONG, max_length)
        return ""
    if text:
        reading.texts[name] = text
    return text


def list_written(item: Item, raw: Raw) -> list[Choice]:
    """The choices beside which words were posted, picked or not."""
    asking = (choice for choice in item.choices if choice.has_text)
    return [one for one in asking if list_posted(raw, other_text_variable(item, one.code))]


def read_other_texts(item: Item, raw: Raw, reading: Reading) -> None:
    """Read the words beside the picked choices that ask for them."""
    picked = reading.values.get(item.variable)
    for choice in item.choices:
        is_picked = choice.code in picked if isinstance(picked, list) else choice.code == picked
        if choice.has_text and is_picked:
            read_text(raw, other_text_variable(item, choice.code), OTHER_TEXT_LENGTH, reading)
