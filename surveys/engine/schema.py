"""What a questionnaire is, as immutable values; no rules about answering it.

`loading` makes these from a document (JSON), `flow` plans pages from them, `validation` checks
answers against them. Stored answers map a variable to one code, to a list of codes (multi), or to
a number, whole unless it was given elsewhere; free text never stands among them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from surveys.engine.expression import Node
from surveys.engine.missing import Missing

Code = int | str
Value = int | float | str | list[Code]
Answers = Mapping[str, Value]
Text = Mapping[str, str]
"""Language code (BCP 47, e.g. "zh-Hans") to wording."""


class Requirement(StrEnum):
    """What happens when an item is left blank."""

    HARD = "hard"  # the page does not save as finished without it
    SOFT = "soft"  # one reminder, then the blank is stored as skipped
    NONE = "none"  # no reminder, stored as skipped
    GIVEN = "given"  # answered elsewhere and asked of nobody here; a blank has no code


class Order(StrEnum):
    """How choices or rows are arranged on the page."""

    FIXED = "fixed"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Choice:
    """An allowed reply: `code` is stored, `label` is shown."""

    code: Code
    label: Text
    is_exclusive: bool = False  # picking it clears every other choice of a multi item
    has_text: bool = False  # "other, please write": text variable `<variable>_<code>_text`
    is_pinned: bool = False  # keeps its position (the end) when the order is random
    is_apart: bool = False  # no point of the scale: stands beneath the row of its points
    missing: Missing | None = None
    group: str = ""  # analytic class, e.g. "formal" or "network"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a matrix; its variable is `<item variable>_<code>` unless it names its own."""

    code: str
    variable: str
    prompt: Text
    item_id: str = ""  # set when the row is an item of its own (an attention check)
    is_pinned: bool = False  # keeps its position (the middle) when the order is random
    without: tuple[Code, ...] = ()  # choices of the scale that this row does not offer


@dataclass(frozen=True, slots=True)
class Piping:
    """Choices taken from the ones ticked in an earlier multi item.

    When exactly one ticked code counts, it is filled in and the item is not asked; with none the
    item is not asked either.
    """

    variable: str
    counted: tuple[Code, ...] = ()  # empty: every substantive code counts


@dataclass(frozen=True, slots=True)
class EndRule:
    """Ends the interview as screened out when `condition` is true; `reason` names the rule."""

    condition: Node
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked: its wording, its variable and the rules around it."""

    id: str
    variable: str
    type: str
    prompt: Text
    hint: Text = field(default_factory=dict)
    requirement: Requirement = Requirement.SOFT
    show_if: Node | None = None
    end_rules: tuple[EndRule, ...] = ()
    choices: tuple[Choice, ...] = ()
    piping: Piping | None = None
    rows: tuple[Row, ...] = ()
    order: Order = Order.FIXED
    minimum: Node | None = None
    maximum: Node | None = None
    too_low: Text = field(default_factory=dict)  # said when an answer sets the bound that is broken
    too_high: Text = field(default_factory=dict)
    max_length: int = 0
    maps_to: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Items shown together under one title."""

    id: str
    title: Text
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """A variable computed from answers; codes are labelled like choices when categorical."""

    name: str
    label: Text
    expression: Node
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole questionnaire, in all its languages."""

    id: str
    title: Text
    languages: tuple[str, ...]
    pages: tuple[Page, ...]
    derived: tuple[Derived, ...]
    parameters: Mapping[str, int]  # study settings that expressions may name, with defaults
    network_size_variable: str  # the derived or item variable estimators use as degree
    texts: Mapping[str, Text]  # consent, landing, invitation, screened-out … by key


@dataclass(frozen=True, slots=True)
class Context:
    """What an interview knows besides its answers."""

    survey_year: int
    is_referred: bool
    parameters: Mapping[str, int] = field(default_factory=dict)
