"""Every module says what lives in it, every signature has types, nothing is left half done."""

import ast
import re
from pathlib import Path

from tests.house.files import APPS, count_lines, list_files, list_matches, parse, read

LEFT_OVER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home|Users)/\w")
MAKING_OF = re.compile(
    r"\b(?:chat\s?gpt|clau" + r"de|copilot|language model|ai assis" + r"tant)\b", re.IGNORECASE
)
# Under pipefail the writer's broken pipe counts as a failure, by chance.
EARLY_LEAVER = re.compile(r"^[^#]*\|\s*(?:grep\s+-\w*q|head)\b")
FIRST_PARAGRAPH_LINES = 3
README_LINES = 60


def _modules() -> list[Path]:
    return [path for path in list_files(".py") if read(path).strip()]


def _our_texts() -> tuple[Path, ...]:
    return tuple(path for path in list_files() if path.parts[:2] != ("tests", "house"))


def test_every_module_says_what_lives_in_it() -> None:
    assert [str(path) for path in _modules() if not ast.get_docstring(parse(path))] == []


def test_module_docstrings_come_to_the_point() -> None:
    openings = {
        path: (ast.get_docstring(parse(path)) or "").split("\n\n")[0] for path in _modules()
    }
    long = [
        str(path) for path, text in openings.items() if text.count("\n") >= FIRST_PARAGRAPH_LINES
    ]
    assert long == []


def test_app_package_files_stay_empty() -> None:
    packages = [path for path in list_files("__init__.py") if len(path.parts) == 2]
    assert [str(path) for path in packages if read(path).strip()] == []


def test_nothing_is_left_half_done() -> None:
    assert list(list_matches(_our_texts(), LEFT_OVER)) == []


def test_no_path_of_one_machine_is_written_down() -> None:
    assert list(list_matches(_our_texts(), MACHINE_PATH)) == []


def test_nothing_tells_how_it_was_made() -> None:
    assert list(list_matches(_our_texts(), MAKING_OF)) == []


def test_every_app_has_a_short_readme() -> None:
    readmes = {path.parts[0]: path for path in list_files("README.md") if len(path.parts) == 2}
    sizes = {app: count_lines(readmes[app]) if app in readmes else 0 for app in APPS}
    assert {app: size for app, size in sizes.items() if not 0 < size <= README_LINES} == {}


def test_no_pipe_of_a_script_is_left_early() -> None:
    scripts = (Path(".ci/run"), *list_files(".sh"))
    assert list(list_matches(scripts, EARLY_LEAVER)) == []
