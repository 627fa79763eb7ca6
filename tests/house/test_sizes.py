"""Files, functions, classes and templates stay small enough to read at once."""

import ast
from collections.abc import Iterator

from tests.house.files import CODE, count_lines, list_files, list_templates, parse

FILE_LINES, FUNCTION_LINES, CLASS_LINES, TEMPLATE_LINES = 300, 40, 200, 120
type_of_function = (ast.FunctionDef, ast.AsyncFunctionDef)


def _list_long(kinds: tuple[type[ast.stmt], ...], most: int) -> Iterator[str]:
    for path in list_files(".py"):
        for node in ast.walk(parse(path)):
            if isinstance(node, kinds):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > most:
                    yield f"{path}:{node.lineno}: {getattr(node, 'name', '')} has {lines} lines"


def test_files_have_at_most_300_lines() -> None:
    sizes = {path: count_lines(path) for path in list_files(*CODE)}
    assert {path: size for path, size in sizes.items() if size > FILE_LINES} == {}


def test_functions_have_at_most_40_lines() -> None:
    assert list(_list_long(type_of_function, FUNCTION_LINES)) == []


def test_classes_have_at_most_200_lines() -> None:
    assert list(_list_long((ast.ClassDef,), CLASS_LINES)) == []


def test_templates_have_at_most_120_lines() -> None:
    sizes = {path: count_lines(path) for path in list_templates()}
    assert {path: size for path, size in sizes.items() if size > TEMPLATE_LINES} == {}
