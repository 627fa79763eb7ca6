"""A name means one class: whoever meets it need not ask from which module it comes."""

import ast
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from tests.house.files import APPS, list_files, parse

# Django finds these by their names.
GIVEN = frozenset({"Command", "Migration"})


def find_shared(modules: Mapping[Path, ast.Module]) -> dict[str, list[str]]:
    """Return where each name stands that two classes share; an underscore in front is no other.

    A class within a class is spoken of with its owner (`Survey.Standing`), and left out.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path, module in modules.items():
        for node in module.body:
            if isinstance(node, ast.ClassDef) and node.name not in GIVEN:
                found[node.name.lstrip("_")].append(f"{path}:{node.lineno}")
    return {name: paths for name, paths in found.items() if len(paths) > 1}


def test_no_two_classes_share_a_name() -> None:
    paths = [path for path in list_files(".py") if path.parts[0] in {*APPS, "surveyproj"}]
    assert find_shared({path: parse(path) for path in paths}) == {}


def test_second_class_of_a_name_is_found() -> None:
    texts = {
        "one.py": "class Wave: ...\nclass Command: ...",
        "two.py": "class Seed:\n    class Wave: ...\nclass Command: ...",
        "three.py": "x = 1\nclass _Wave: ...",
    }
    modules = {Path(name): ast.parse(text) for name, text in texts.items()}
    assert find_shared(modules) == {"Wave": ["one.py:1", "three.py:2"]}
