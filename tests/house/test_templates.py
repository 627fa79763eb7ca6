"""What every page keeps to: a strict content policy, no foreign host, shallow, explicit parts."""

import re
from pathlib import Path

import pytest

from tests.house.files import list_files, list_matches, list_templates, read

INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
EVENT_ATTRIBUTE = re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE)
FOREIGN_HOST = re.compile(r"""https?://(?!www\.w3\.org/)|(?:src|href)\s*=\s*["']//""")
EXTENDS = re.compile(r"""{%\s*extends\s+["']([^"']+)["']""")
INCLUDE = re.compile(r"""{%\s*include\s+["']([^"']+)["']([^%]*)%}""")
MOST_EXTENDS = 2


@pytest.mark.parametrize(
    "pattern",
    [INLINE_STYLE, INLINE_SCRIPT, EVENT_ATTRIBUTE, FOREIGN_HOST],
    ids=["inline style", "inline script", "event attribute", "foreign host"],
)
def test_no_template_holds(pattern: re.Pattern[str]) -> None:
    assert list(list_matches(list_templates(), pattern)) == []


def test_no_style_or_script_of_ours_names_a_foreign_host() -> None:
    assert list(list_matches(list_files(".css", ".js"), FOREIGN_HOST)) == []


def _name(path: Path) -> str:
    return "/".join(path.parts[path.parts.index("templates") + 1 :])


def _count_extends(name: str, pages: dict[str, Path]) -> int:
    match = EXTENDS.search(read(pages[name])) if name in pages else None
    return 1 + _count_extends(match.group(1), pages) if match else 0


def test_templates_extend_at_most_twice() -> None:
    pages = {_name(path): path for path in list_templates()}
    counts = {name: _count_extends(name, pages) for name in pages}
    assert {name: count for name, count in counts.items() if count > MOST_EXTENDS} == {}


def test_included_templates_are_named_as_parts() -> None:
    included = {
        (str(path), name)
        for path in list_templates()
        for name, _ in INCLUDE.findall(read(path))
        if name.endswith(".html") and not name.rsplit("/", 1)[-1].startswith("_")
    }
    assert included == set()


def test_parts_open_with_a_comment_that_names_their_arguments() -> None:
    parts = [path for path in list_templates() if path.name.startswith("_")]
    silent = [str(path) for path in parts if not read(path).startswith(("{#", "{% comment"))]
    assert silent == []


def test_parts_are_given_only_what_they_name() -> None:
    open_includes = [
        f"{path}: {name}"
        for path in list_templates()
        for name, arguments in INCLUDE.findall(read(path))
        if not arguments.split() or arguments.split()[-1] != "only"
    ]
    assert open_includes == []
