"""The files of the repository as the house tests read them: ours, not vendored or generated."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("surveys", "recruitment", "analytics")
CODE = (".py", ".html", ".css", ".js")
NOT_OURS = re.compile(r"/migrations/|/vendor/|\.min\.|^requirements")


def list_names(root: Path = ROOT) -> list[str]:
    """Every file that is or would be committed; without a git of its own, every file there is."""
    if not _has_own_git(root):
        return sorted(_walk(root))
    listed = _ask_git(root, "ls-files", "--cached", "--others", "--exclude-standard")
    return [name for name in listed.splitlines() if (root / name).is_file()]


def _has_own_git(root: Path) -> bool:
    """Somebody else's repository around this folder knows nothing of its files."""
    top = _ask_git(root, "rev-parse", "--show-toplevel").strip()
    return bool(top) and Path(top).resolve() == root.resolve()


def _ask_git(root: Path, *question: str) -> str:
    try:
        answer = subprocess.run(["git", *question], cwd=root, capture_output=True, text=True)
    except FileNotFoundError:
        return ""
    return answer.stdout if answer.returncode == 0 else ""


def _walk(root: Path) -> Iterator[str]:
    lines = (root / ".gitignore").read_text().splitlines()
    ignored = [line.strip().rstrip("/") for line in lines if line.strip()] + [".git"]
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not _is_ignored(name, ignored)]
        for name in names:
            if not _is_ignored(name, ignored):
                yield (Path(folder) / name).relative_to(root).as_posix()


def _is_ignored(name: str, ignored: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in ignored)


@cache
def list_files(*suffixes: str) -> tuple[Path, ...]:
    """Ours, relative to the repository."""
    names = (name for name in list_names() if not NOT_OURS.search(name))
    return tuple(sorted(Path(name) for name in names if not suffixes or name.endswith(suffixes)))


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
