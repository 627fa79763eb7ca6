"""Expressions over a chunk have the values of the common table, whatever rows stand beside them."""

import pytest

from analytics.dataset.columns import CodedColumn, encode
from analytics.dataset.expressions import Scope
from analytics.dataset.operands import Vocabulary, read_column, read_ticks, write_column
from surveys.engine.expression import Name, iterate_nodes, parse
from surveys.engine.schema import Value
from tests.surveys.engine.vectors import list_cases, load_names

# A document may not hand a list on: an expression has one value or none.
CASES = [(source, value) for source, value in list_cases() if not isinstance(value, list)]


def _evaluate(source: str, rows: list[dict[str, Value | None]]) -> CodedColumn:
    """Evaluate over rows that have the same names, each a list in all rows where it is in one."""
    scope = Scope(len(rows), Vocabulary())
    for name in {name for row in rows for name in row}:
        values = [row.get(name) for row in rows]
        if any(isinstance(value, list) for value in values):
            lists = [value if isinstance(value, list) else None for value in values]
            scope.ticks[name] = read_ticks(lists)
        else:
            scope.operands[name] = read_column(encode(values), scope.vocabulary)  # type: ignore[arg-type]
    return write_column(scope.evaluate(parse(source)), scope.vocabulary, has_codes=False)


def _as_stored(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


@pytest.mark.parametrize(("source", "value"), CASES)
def test_each_expression_has_its_value(source: str, value: object) -> None:
    [found] = _evaluate(source, [load_names()]).spread()
    assert found == _as_stored(value)


@pytest.mark.parametrize(("source", "value"), CASES)
def test_each_row_has_its_own_value(source: str, value: object) -> None:
    nobody: dict[str, Value | None] = {}
    [alone] = _evaluate(source, [nobody]).spread()
    found = _evaluate(source, [nobody, load_names(), nobody]).spread()
    assert found == [alone, _as_stored(value), alone]


def test_only_lists_that_are_handed_on_are_left_out() -> None:
    left = [source for source, value in list_cases() if isinstance(value, list)]
    assert len(left) == 5
    for source in left:
        assert any(isinstance(node, Name) for node in iterate_nodes(parse(source)))
