"""The engine gives every expression of the common table its value."""

import pytest

from surveys.engine.evaluation import evaluate
from surveys.engine.expression import parse
from tests.surveys.engine.vectors import is_same, list_cases, load_names


def test_the_table_is_large_and_without_repetition() -> None:
    sources = [source for source, _ in list_cases()]
    assert len(sources) >= 150
    assert len(set(sources)) == len(sources)


@pytest.mark.parametrize(("source", "value"), list_cases())
def test_the_engine_gives_each_expression_its_value(source: str, value: object) -> None:
    found = evaluate(parse(source), load_names())
    assert is_same(found, value), found
