"""Coding by chunk: what `surveys.engine.codebook.flatten` does for one response, for many at once.

That function is the judge: tests hold both to the same values.
"""

from collections.abc import Sequence

import numpy as np

from analytics.dataset.columns import CodedColumn, Columns, encode, repeat
from analytics.dataset.expressions import Scope
from analytics.dataset.operands import Ticks, Vocabulary, read_column, read_ticks, write_column
from surveys.engine.catalogue import Catalogue
from surveys.engine.expression import references
from surveys.engine.flow import Plan
from surveys.engine.missing import ENGINE_CODES
from surveys.engine.plan import PlannedItem
from surveys.engine.schema import Answers, Code, Context, Value


def code_chunk(plan: Plan, answers: Sequence[Answers], contexts: Sequence[Context]) -> Columns:
    """Return every column of `list_variables` for responses to one version, in its order.

    `answers` are those stored by `complete_answers`, one per response, as are `contexts`. Numbers
    reckoned from whole ones and fractions alike are fractions, unless they are codes. Raises
    TypeError when an answer is a list where one value belongs, or the reverse.
    """
    scope = Scope(len(answers), Vocabulary())
    outside = [plan.context_names(context) for context in contexts]
    for name in outside[0] if outside else ():
        given = encode([names[name] for names in outside])
        scope.operands[name] = read_column(given, scope.vocabulary)
    named = {name for one, _ in plan.derived for name in references(one.expression)}
    columns: Columns = {}
    for step in plan.steps:
        if step.kind.holds_list:
            stored = [one.get(step.item.variable) for one in answers]
            scope.ticks[step.item.variable] = ticks = _read_lists(stored)
            columns |= _code_flags(step, stored, ticks)
            continue
        for column in step.columns:
            columns[column.name] = coded = encode([one.get(column.variable) for one in answers])
            if column.variable in named:
                scope.operands[column.variable] = read_column(coded, scope.vocabulary)
    for derived, _ in plan.derived:
        value = scope.evaluate(derived.expression)
        scope.operands[derived.name] = value
        has_codes = bool(derived.choices)
        columns[derived.name] = write_column(value, scope.vocabulary, has_codes=has_codes)
    return columns


def unite_versions(catalogue: Catalogue, number: int, columns: Columns, size: int) -> Columns:
    """Return the columns of the catalogue for `size` responses coded under version `number`."""
    united: Columns = {}
    for variable in catalogue.variables:
        edition = variable.editions.get(number)
        if edition is None:
            united[variable.spec.name] = repeat(variable.read(number, {}), size)
            continue
        name = edition.spec.name
        column = columns[name]
        values = tuple(variable.read(number, {name: value}) for value in column.values)
        united[variable.spec.name] = CodedColumn(values, column.positions)
    return united


def _read_lists(stored: Sequence[Value | None]) -> Ticks:
    lists: list[list[Code] | None] = []
    for value in stored:
        is_list = isinstance(value, list)
        if not (is_list or value is None or (type(value) is int and value in ENGINE_CODES)):
            raise TypeError("one value where a list belongs")
        lists.append(value if isinstance(value, list) else None)
    return read_ticks(lists)


def _code_flags(step: PlannedItem, stored: Sequence[Value | None], ticks: Ticks) -> Columns:
    """Return one column of 0 and 1 per choice; where there is no list, the reason stands in all."""
    reasons = encode([None if isinstance(value, list) else value for value in stored])
    positions_of: dict[Code | None, int] = {code: at for at, code in enumerate(ticks.codes)}
    columns: Columns = {}
    for column in step.columns:
        at = positions_of.get(column.code)
        is_ticked = ticks.counts[:, at] > 0 if at is not None else 0
        positions = np.where(ticks.is_known, is_ticked, 2 + reasons.positions).astype(np.int32)
        columns[column.name] = CodedColumn((0, 1, *reasons.values), positions)
    return columns
