"""Every interface text has its Chinese, and the compiled catalogue is the one in the source."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

APPS = ("surveyproj", "surveys", "recruitment", "analytics")
# The first argument is the text by which the catalogue is asked.
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
# What Django's own collector makes of a template: gettext('...') and ngettext('...', '...', n).
COLLECTED = re.compile(r"""\b(?:gettext|ngettext|_)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")


def _load_catalogue(repository: Path) -> dict[str, str]:
    """Chinese by English; of a text with a plural both the English forms lead to it."""
    path = repository / "surveyproj/locale/zh_Hans/LC_MESSAGES/django.mo"
    with path.open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key[0] if isinstance(key, tuple) else key: text for key, text in found.items()}


def _name_of(call: ast.Call) -> str:
    """`gettext` of `gettext(...)` and of `translation.gettext(...)`."""
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _list_marked_in_code(source: str) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    marked = (call.args[:1] for call in calls if _name_of(call) in MARKERS)
    return {text.value for texts in marked for text in texts if isinstance(text, ast.Constant)}


def _list_marked_in_template(source: str) -> set[str]:
    return {ast.literal_eval(text) for text in COLLECTED.findall(templatize(source))}


def _list_marked(repository: Path) -> set[str]:
    pages = (path for path in (repository / "templates").rglob("*.*") if path.is_file())
    marked = {text for path in pages for text in _list_marked_in_template(path.read_text())}
    for app in APPS:
        for path in (repository / app).rglob("*.py"):
            marked |= _list_marked_in_code(path.read_text())
    return marked


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('{% translate "Begin" as begin %}', "Begin"),
        ("{% translate 'Begin' %}", "Begin"),
        ('<a title="{{ _("Begin") }}">', "Begin"),
        (
            "{% blocktranslate with n=3 %}Page {{ n }} of 5{% endblocktranslate %}",
            "Page %(n)s of 5",
        ),
        ("{% blocktranslate trimmed %}\n One\n line{% endblocktranslate %}", "One line"),
        ("{% blocktranslate count n=2 %}One{% plural %}{{ n }}{% endblocktranslate %}", "One"),
    ],
)
def test_every_way_of_marking_a_page_is_known(source: str, text: str) -> None:
    assert _list_marked_in_template(source) == {text}


@pytest.mark.parametrize(
    "source", ["gettext('One')", "ngettext('One', 'Many', 2)", "translation.gettext_lazy('One')"]
)
def test_every_way_of_marking_code_is_known(source: str) -> None:
    assert _list_marked_in_code(source) == {"One"}


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
