"""One small class per item type: its parts, its variables, how a posted reply is read.

`ITEM_TYPES` is the registry; a new type is a class here and a drawer in `walking`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveys.engine.replies import (
    ProblemKind,
    Question,
    Raw,
    Reading,
    list_posted,
    list_written,
    other_text_variable,
    read_code,
    read_other_texts,
    read_text,
)
from surveys.engine.schema import Choice, Code, Item, Order, Requirement, Row, Text
from surveys.engine.typed import parse_integer


class VariableType(StrEnum):
    """How a column of coded data is measured."""

    CATEGORY = "category"
    FLAG = "flag"  # 1 ticked, 0 not ticked
    YEAR = "year"
    INTEGER = "integer"
    LENGTH = "length"  # characters written; the words are kept elsewhere
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of coded data; `parts` of its label follow the item's prompt."""

    name: str
    variable: str
    type: VariableType
    choices: tuple[Choice, ...] = ()
    code: Code | None = None
    parts: tuple[Text, ...] = ()


class ItemType(ABC):
    """A type with one code or number in one variable; the others say where they differ."""

    column_type = VariableType.CATEGORY
    lists_years = False
    holds_list = False  # the stored value is a list of codes
    parts = frozenset({"choices"})  # what a document may give such an item
    needs = frozenset({"choices"})

    def list_variables(self, item: Item) -> tuple[str, ...]:
        return (item.variable,)

    def list_text_variables(self, item: Item) -> tuple[str, ...]:
        asking = [choice.code for choice in item.choices if choice.has_text]
        return tuple(other_text_variable(item, code) for code in asking)

    def list_columns(self, item: Item, choices: tuple[Choice, ...]) -> Iterator[Column]:
        yield Column(item.variable, item.variable, self.column_type, choices)

    def find_faults(self, item: Item) -> Iterator[tuple[str, str]]:
        """Parts of the definition that do not suit the type, as (part, message)."""
        given = {
            "choices": bool(item.choices),
            "piping": item.piping is not None,
            "rows": bool(item.rows),
            "order": item.order is not Order.FIXED,
            "minimum": item.minimum is not None,
            "maximum": item.maximum is not None,
            "too_low": bool(item.too_low),
            "too_high": bool(item.too_high),
            "max_length": item.max_length > 0,
        }
        for part, is_given in given.items():
            if is_given and part not in self.parts:
                yield part, f"an item of type {item.type} has none"
            is_piped = part == "choices" and given["piping"]
            if not is_given and part in self.needs and not is_piped:
                yield part, f"an item of type {item.type} needs it"
        if item.requirement is Requirement.GIVEN and (item.show_if or item.end_rules):
            yield "requirement", "what is given is asked of nobody, under no condition"
        if given["piping"] and given["order"]:
            yield "order", "piped choices keep the order of their source"

    @abstractmethod
    def read(self, question: Question, raw: Raw) -> Reading:
        """The coded reply in a post; bad input becomes problems, never an exception."""


class SingleChoice(ItemType):
    """One of the choices; also the type "select", which only looks different.

    Words beside a choice pick it when nothing else is picked: nobody's words are dropped.
    """

    parts = frozenset({"choices", "piping", "order"})

    def read(self, question: Question, raw: Raw) -> Reading:
        reading = Reading()
        item = question.item
        offered = question.codes
        written = [code for one in list_written(item, raw) if (code := str(one.code)) in offered]
        posted = list_posted(raw, item.variable)
        if posted and not set(written) <= set(posted):
            reading.refuse(item.variable, ProblemKind.WORDS_UNPICKED)
            return reading
        read_code(offered, {item.variable: posted or written}, item.variable, reading)
        read_other_texts(item, raw, reading)
        return reading


class MultiChoice(ItemType):
    """Any of the choices; the stored list follows the document's order.

    Words beside a choice tick it: nobody's words are dropped.
    """

    holds_list = True
    parts = frozenset({"choices", "order"})

    def list_columns(self, item: Item, choices: tuple[Choice, ...]) -> Iterator[Column]:
        for choice in choices:
            name = f"{item.variable}_{choice.code}"
            parts = (choice.label,)
            yield Column(name, item.variable, VariableType.FLAG, code=choice.code, parts=parts)

    def read(self, question: Question, raw: Raw) -> Reading:
        reading = Reading()
        item = question.item
        picked = set(list_posted(raw, item.variable))
        posted = picked | {str(choice.code) for choice in list_written(item, raw)}
        if not posted:
            return reading
        ticked = [choice for choice in item.choices if str(choice.code) in posted]
        if not posted <= question.codes.keys():
            reading.refuse(item.variable, ProblemKind.UNKNOWN_CODE)
        elif posted > picked and {str(one.code) for one in ticked if one.is_exclusive} & picked:
            reading.refuse(item.variable, ProblemKind.WORDS_UNPICKED)
        elif len(ticked) > 1 and any(choice.is_exclusive for choice in ticked):
            reading.refuse(item.variable, ProblemKind.EXCLUSIVE)
        else:
            reading.values[item.variable] = [choice.code for choice in ticked]
            read_other_texts(item, raw, reading)
        return reading


class WholeNumber(ItemType):
    """A whole number between bounds, either of which may come from another answer."""

    column_type = VariableType.INTEGER
    parts = frozenset({"minimum", "maximum", "too_low", "too_high"})
    needs = frozenset({"minimum", "maximum"})

    def read(self, question: Question, raw: Raw) -> Reading:
        reading = Reading()
        variable = question.item.variable
        posted = list_posted(raw, variable)
        if not posted:
            return reading
        own_code = question.codes.get(posted[0])
        number = parse_integer(posted[0])
        if own_code is not None:
            reading.values[variable] = own_code
        elif number is None or len(posted) > 1:
            reading.refuse(variable, ProblemKind.NOT_A_NUMBER)
        elif question.minimum is not None and number < question.minimum:
            reading.refuse(variable, ProblemKind.BELOW_MINIMUM, question.minimum)
        elif question.maximum is not None and number > question.maximum:
            reading.refuse(variable, ProblemKind.ABOVE_MAXIMUM, question.maximum)
        else:
            reading.values[variable] = number
        return reading


class GivenNumber(ItemType):
    """Any number, below zero and with decimals too, that was given elsewhere."""

    column_type = VariableType.NUMBER
    parts = frozenset()
    needs = frozenset()

    def find_faults(self, item: Item) -> Iterator[tuple[str, str]]:
        yield from super().find_faults(item)
        if item.requirement is not Requirement.GIVEN:
            yield "requirement", f"an item of type {item.type} can only be given"

    def read(self, question: Question, raw: Raw) -> Reading:
        return Reading()  # asked of nobody: whatever is posted under its name is no reply


class Year(WholeNumber):
    """A year from a list, newest first; choices of its own (such as "under 18") come last."""

    column_type = VariableType.YEAR
    lists_years = True
    parts = WholeNumber.parts | {"choices"}


class Words(ItemType):
    """Words; the variable holds how many characters, so that answers never carry free text."""

    column_type = VariableType.LENGTH
    parts = frozenset({"max_length"})
    needs = frozenset({"max_length"})

    def list_text_variables(self, item: Item) -> tuple[str, ...]:
        return (item.variable,)

    def read(self, question: Question, raw: Raw) -> Reading:
        reading = Reading()
        item = question.item
        if text := read_text(raw, item.variable, item.max_length, reading):
            reading.values[item.variable] = len(text)
        return reading


class Matrix(ItemType):
    """The same choices for several rows, one row per card and one variable per row."""

    parts = frozenset({"choices", "rows", "order"})
    needs = frozenset({"choices", "rows"})

    def list_variables(self, item: Item) -> tuple[str, ...]:
        return tuple(row.variable for row in item.rows)

    def list_columns(self, item: Item, choices: tuple[Choice, ...]) -> Iterator[Column]:
        for row in item.rows:
            offered = row_choices(row, choices)
            yield Column(row.variable, row.variable, self.column_type, offered, parts=(row.prompt,))

    def read(self, question: Question, raw: Raw) -> Reading:
        reading = Reading()
        for row in question.item.rows:
            read_code(question.codes, raw, row.variable, reading, row.without)
        return reading


def row_choices(row: Row, choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choices of a matrix that one row offers."""
    return tuple(choice for choice in choices if choice.code not in row.without)


ITEM_TYPES: Mapping[str, ItemType] = {
    "single": SingleChoice(),
    "select": SingleChoice(),
    "multi": MultiChoice(),
    "year": Year(),
    "integer": WholeNumber(),
    "number": GivenNumber(),
    "text": Words(),
    "matrix": Matrix(),
}
