"""Documents name only what is there: files, and what keeps and shows each promise."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.house.files import ROOT, list_files, list_names, parse, read

PROMISES = Path("docs/data_protection.md")
QUOTED = re.compile(r"`([^`\n]+)`")
CITED_FILE = re.compile(
    r"(?:[\w.-]+/)+[\w.-]+\.(?:py|html|css|json|js|toml|sh|csv|po|md)\b|[\w-]+\.md\b"
)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")
# Made by a run, and never committed.
MADE = ("var/",)


@cache
def _names() -> tuple[str, ...]:
    return tuple(f"/{name}" for name in list_names())


def _is_there(cited: str) -> bool:
    """Cited from the top or by the end of its path."""
    return cited.startswith(MADE) or any(name.endswith(f"/{cited}") for name in _names())


def test_every_cited_file_is_there() -> None:
    lost = [
        f"{document}: {cited}"
        for document in list_files(".md")
        for quoted in QUOTED.findall(read(document))
        for cited in CITED_FILE.findall(quoted)
        if not _is_there(cited)
    ]
    assert lost == []


def test_every_link_leads_somewhere() -> None:
    lost = [
        f"{document}: {target}"
        for document in list_files(".md")
        for target in LINK.findall(read(document))
        if not (ROOT / document.parent / target).exists()
    ]
    assert lost == []


def _list_promises() -> list[tuple[str, list[str], list[str]]]:
    """Each promise, what keeps it, and the tests that show it."""
    rows = (line.strip("| ").split(" | ") for line in read(PROMISES).splitlines() if "::" in line)
    return [(row[0], QUOTED.findall(row[1]), QUOTED.findall(row[2])) for row in rows]


def _is_defined(reference: str) -> bool:
    """`file::name`, a function, class, method or constant of that file."""
    name, _, wanted = reference.partition("::")
    path = Path(name)
    if path not in list_files(".py"):
        return False
    nodes = list(ast.walk(parse(path)))
    defined = {getattr(node, "name", "") for node in nodes}
    assigned = {node.id for node in nodes if isinstance(node, ast.Name)}
    return all(part in defined | assigned for part in wanted.split("."))


@pytest.mark.parametrize("promise", _list_promises(), ids=lambda promise: promise[0][:40])
def test_promise_names_what_keeps_it_and_the_test_that_shows_it(
    promise: tuple[str, list[str], list[str]],
) -> None:
    _, kept_by, shown_by = promise
    assert kept_by
    assert shown_by
    assert [one for one in (*kept_by, *shown_by) if not _is_defined(one)] == []
    assert [one for one in shown_by if "::test_" not in one] == []


def test_no_promise_is_without_both() -> None:
    lines = read(PROMISES).splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| promise")]
    assert rows
    assert [row for row in rows if row.count("::") < 2] == []


def test_the_front_page_names_both_commands() -> None:
    commands = re.search(r"```\n(.*?)```", read(Path("README.md")), re.DOTALL)
    assert commands is not None
    assert re.findall(r"^make \w+", commands[1], re.MULTILINE) == ["make run", "make test"]


def test_licences_are_named_and_there() -> None:
    project = tomllib.loads(read(Path("pyproject.toml")))["project"]
    assert (project["license"], project["license-files"]) == ("Apache-2.0", ["LICENSE", "NOTICE"])
    assert "Apache License" in read(Path("LICENSE"))
    notice = read(Path("NOTICE"))
    borrowed = (
        "R package RDS",
        "Lesser General Public License 2.1",
        "CC BY",
        "Open\n  Font License",
    )
    assert [name for name in borrowed if name not in notice] == []
