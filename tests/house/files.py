"""The files of the repository as the house tests read them: ours, not vendored or generated."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("surveys", "recruitment", "analytics")
CODE = (".py", ".html", ".css", ".js")
NOT_OURS = re.compile(r"/migrations/|/vendor/|\.min\.|^requirements")


@cache
def list_files(*suffixes: str) -> tuple[Path, ...]:
    """Every file that is or would be committed, relative to the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    names = (name for name in listed.stdout.splitlines() if not NOT_OURS.search(name))
    wanted = (Path(name) for name in names if not suffixes or name.endswith(suffixes))
    return tuple(sorted(path for path in wanted if (ROOT / path).is_file()))


@cache
def read(path: Path) -> str:
    """The text of a file; pictures and the like are empty."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def count_lines(path: Path) -> int:
    """Lines, counted as the shell does."""
    return len(read(path).splitlines())


@cache
def parse(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(read(path), filename=str(path))


def list_templates() -> tuple[Path, ...]:
    """Every page and partial."""
    return tuple(path for path in list_files(".html") if "templates" in path.parts)


def list_matches(paths: tuple[Path, ...], pattern: re.Pattern[str]) -> Iterator[str]:
    """`file:line: text` for every match, so that a failure can be clicked."""
    for path in paths:
        for number, line in enumerate(read(path).splitlines(), start=1):
            if pattern.search(line):
                yield f"{path}:{number}: {line.strip()[:100]}"
