"""Estimates arranged for reading: the ticks of one item stand together, others alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from analytics.estimators.counts import Code
from analytics.selectors.dashboard import ValueEstimates, VariableEstimates
from analytics.selectors.words import pick_language
from surveys.engine.codebook import VariableSpec, VariableType
from surveys.models import Survey
from surveys.selectors.catalogues import load_catalogue

TICKED = 1
JOINT = " – "


@dataclass(frozen=True, slots=True)
class Line:
    """One share: of a value, or of those who ticked one choice."""

    label: str
    code: Code | str
    value: ValueEstimates


@dataclass(frozen=True, slots=True)
class Block:
    """A table of shares: all values of one variable, or all choices of one item to tick."""

    name: str
    title: str
    n: int
    is_derived: bool
    lines: tuple[Line, ...]


def arrange(survey: Survey, variables: Sequence[VariableEstimates]) -> tuple[Block, ...]:
    """The blocks in the questionnaire's order."""
    specs = {spec.name: spec for spec in load_catalogue(survey).specs}
    grouped = groupby(variables, key=lambda variable: _find_group(specs[variable.name]))
    return tuple(_make_block(name, tuple(members)) for name, members in grouped)


def _find_group(spec: VariableSpec) -> str:
    """Flags of one item share a name; it cannot be that of a variable."""
    is_tick = spec.type is VariableType.FLAG and not spec.is_derived
    return f"{spec.item_id}." if is_tick else spec.name


def _make_block(name: str, members: tuple[VariableEstimates, ...]) -> Block:
    first = members[0]
    title = pick_language(first.label)
    if not name.endswith("."):
        lines = tuple(Line(pick_language(value.label), value.code, value) for value in first.values)
        return Block(name, title, first.n, first.is_derived, lines)
    lines = tuple(
        Line(pick_language(member.label).rpartition(JOINT)[2], member.name, value)
        for member in members
        for value in member.values
        if value.code == TICKED
    )
    n = max(member.n for member in members)
    return Block(name.rstrip("."), title.rpartition(JOINT)[0], n, is_derived=False, lines=lines)
