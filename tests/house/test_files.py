"""The house tests see the whole tree, whoever's git it lies in."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house import files
from tests.house.files import ROOT, list_files, list_names


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small tree like ours, with things in it that nobody would commit."""
    tree = tmp_path / "linktrace"
    for name in ("surveys/urls.py", ".venv/lib/six.py", "var/log/web.log", ".env"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).touch()
    for name in (".gitignore", "manage.py"):
        shutil.copyfile(ROOT / name, tree / name)
    return tree


OURS = [".gitignore", "manage.py", "surveys/urls.py"]


def test_files_of_this_tree_are_found() -> None:
    assert Path("manage.py") in list_files(".py")


def test_tree_without_git_is_walked(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert list_names(copy) == OURS


def test_tree_in_a_foreign_git_is_walked(copy: Path) -> None:
    subprocess.run(["git", "init", "--quiet", copy.parent], check=True)
    (copy.parent / ".gitignore").write_text("linktrace/\n")
    assert list_names(copy) == OURS


def test_walk_misses_nothing_that_git_finds() -> None:
    assert set(list_names()) <= set(files._walk(ROOT))
