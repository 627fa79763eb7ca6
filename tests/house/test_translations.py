"""Every interface text has its Chinese, and the compiled catalogue is the one in the source."""

import ast
import gettext
import re
from pathlib import Path

APPS = ("surveyproj", "surveys", "recruitment", "analytics")
MARKERS = {"_", "gettext", "gettext_lazy"}
TAG = re.compile(r"""(?:{%\s*translate\s+|_\()"((?:[^"\\]|\\.)*)\"""")


def _load_catalogue(repository: Path) -> dict[str, str]:
    path = repository / "surveyproj/locale/zh_Hans/LC_MESSAGES/django.mo"
    with path.open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]


def _list_marked_in_code(path: Path) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in MARKERS
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def _list_marked(repository: Path) -> set[str]:
    templates = (repository / "templates").rglob("*.*")
    marked = {text for path in templates for text in TAG.findall(path.read_text())}
    for app in APPS:
        for path in (repository / app).rglob("*.py"):
            marked |= _list_marked_in_code(path)
    return marked


def test_every_marked_text_has_its_chinese(repository: Path) -> None:
    catalogue = _load_catalogue(repository)
    assert sorted(_list_marked(repository) - catalogue.keys()) == []


def test_compiled_catalogue_is_the_one_in_the_source(repository: Path) -> None:
    source = repository / "surveyproj/locale/zh_Hans/LC_MESSAGES/django.po"
    count = len(re.findall(r"^msgid ", source.read_text(), re.MULTILINE)) - 1
    plain = [key for key in _load_catalogue(repository) if key]
    assert len(plain) == count


def test_no_placeholder_is_lost_in_translation(repository: Path) -> None:
    names = re.compile(r"%\((\w+)\)[sd]")
    for text, chinese in _load_catalogue(repository).items():
        key = text[0] if isinstance(text, tuple) else text
        if key:
            assert set(names.findall(chinese)) >= set(names.findall(key)), key
