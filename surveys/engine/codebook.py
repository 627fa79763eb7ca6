"""The columns of coded data: what each is called, means and may hold, and one row of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.engine.expression import references, to_source
from surveys.engine.item_types import Column, VariableType
from surveys.engine.missing import ENGINE_CODES, Missing
from surveys.engine.plan import Plan, PlannedItem, compile_plan
from surveys.engine.schema import (
    Answers,
    Choice,
    Code,
    Context,
    Document,
    Item,
    Requirement,
    Text,
    Value,
)
from surveys.engine.scoring import derive

__all__ = [
    "TextVariable",
    "VariableSpec",
    "VariableType",
    "flatten",
    "list_text_variables",
    "list_variables",
]

CellValue = int | float | str | None


@dataclass(frozen=True, slots=True)
class VariableSpec:
    """One column: `missing` maps the codes that stand for no answer to their reason."""

    name: str
    type: VariableType
    label: Text
    choices: tuple[Choice, ...]  # substantive and missing ones alike; empty for numbers and flags
    missing: Mapping[Code, Missing]
    item_id: str  # empty for derived variables
    universe: str  # the condition of being asked; empty: everybody
    is_derived: bool
    stored_in: str  # the variable of the answers, which the flags of a multi item share
    own_label: Text  # what tells it from the other columns of its item; else the whole label
    bounds: str  # the least and the most that is taken, as they are written
    expression: str  # of a derived variable, with the parameters it reckons with
    inputs: frozenset[str]  # the names in that expression


@dataclass(frozen=True, slots=True)
class TextVariable:
    """Free text kept apart from the coded data."""

    name: str
    label: Text
    item_id: str


def list_variables(document: Document) -> tuple[VariableSpec, ...]:
    """Every column in the document's order, derived variables last.

    A multi item has one 0/1 column per choice; the missing codes of the engine stand in all of
    them. Derived columns have no missing codes: there, missing is an empty cell.
    """
    plan = compile_plan(document)
    specs = [spec for step in plan.steps for spec in _describe(step)]
    for derived in document.derived:
        inputs = references(derived.expression)
        numbers = document.parameters.items()
        given = [f"{name} = {number}" for name, number in numbers if name in inputs]
        specs.append(
            VariableSpec(
                name=derived.name,
                type=VariableType.CATEGORY if derived.choices else VariableType.NUMBER,
                label=derived.label,
                choices=derived.choices,
                missing={},
                item_id="",
                universe="",
                is_derived=True,
                stored_in=derived.name,
                own_label=derived.label,
                bounds="",
                expression="; ".join([to_source(derived.expression), *given]),
                inputs=inputs,
            )
        )
    return tuple(specs)


def list_text_variables(document: Document) -> tuple[TextVariable, ...]:
    """The free-text variables, which no coded row holds."""
    return tuple(
        TextVariable(name, step.item.prompt, step.item.id)
        for step in compile_plan(document).steps
        for name in step.text_variables
    )


def flatten(plan: Plan, answers: Answers, context: Context) -> dict[str, CellValue]:
    """One coded row with the columns of `list_variables`; None where nothing is stored."""
    row: dict[str, CellValue] = {}
    for step in plan.steps:
        for column in step.columns:
            row[column.name] = _cell(column, answers.get(column.variable))
    for name, value in derive(plan, answers, context).items():
        row[name] = None if isinstance(value, list) else value
    return row


def _cell(column: Column, value: Value | None) -> CellValue:
    if isinstance(value, list):
        return int(column.code in value) if column.code is not None else None
    return value


def _describe(step: PlannedItem) -> Iterator[VariableSpec]:
    row_items = {row.variable: row.item_id for row in step.item.rows}
    universe = to_source(step.universe) if step.universe else ""
    limits = (step.item.minimum, step.item.maximum)
    bounds = " to ".join(to_source(limit) if limit else "" for limit in limits)
    for column in step.columns:
        yield VariableSpec(
            name=column.name,
            type=column.type,
            label=_join_labels((step.item.prompt, *column.parts)),
            choices=column.choices,
            missing=_missing_codes(step.item, column.choices),
            item_id=row_items.get(column.variable) or step.item.id,
            universe=universe,
            is_derived=False,
            stored_in=column.variable,
            own_label=_join_labels(column.parts or (step.item.prompt,)),
            bounds=bounds,
            expression="",
            inputs=frozenset(),
        )


def _missing_codes(item: Item, choices: tuple[Choice, ...]) -> dict[Code, Missing]:
    codes: dict[Code, Missing] = {one.code: one.missing for one in choices if one.missing}
    if item.requirement is not Requirement.GIVEN:  # there -1 may be a number like any other
        codes.update(ENGINE_CODES.items())
    return codes


def _join_labels(parts: tuple[Text, ...]) -> dict[str, str]:
    return {
        language: " – ".join((words, *(part.get(language, "") for part in parts[1:])))
        for language, words in parts[0].items()
    }
