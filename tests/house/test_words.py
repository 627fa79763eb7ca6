"""One word per idea: the words the house does not use stand in no page and in no model's name."""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.utils import translation
from django.utils.translation import gettext

from tests.house.files import APPS, list_files, list_templates, read

NEVER = frozenset(
    """form quiz campaign poll project field element option value user participant subject
    submission session entry null n/a root child parent node level depth branch cluster token
    invite voucher medium source limit reward bonus stat""".split()  # noqa: SIM905
)
# Chinese words that stood for an idea which has another word, with that word.
CHINESE_NEVER = {
    "邀请券": "邀请码",
    "论断": "论点",
    "这位朋友": "对方",
    "请勾选第一项": "请先勾选同意参加",
    "仅因您本人完成填答": "仅用于感谢您本人填答",
    "继续邀请到": "其成员邀请到的人数",
}
CHINESE_OF = {
    "Back": "上一页",
    "Estimates": "估计结果",
    "Recruited in turn": "其成员邀请到的人数",
    "Please answer this question; the study needs it to go on.": "此题为必答题。",
    "coupon": "邀请码",
}
# In a model's name a word may carry a sense of its own.
NAMES_MEANT = {
    "IncentiveEntry": "a line of the ledger, not a reply to an item",
}
TEMPLATE_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(r"""{%\s*trans(?:late)?\s+("[^"]*"|'[^']*')[^%]*%}""")
MESSAGE = re.compile(r'^(?:msgid|msgstr) "(.*)"$|^"(.*)"$', re.MULTILINE)
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|{[a-z_]*}|\\n|<[^>]*>")
WORD = re.compile(r"[a-z]+(?:/[a-z]+)?")
SPOKEN_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "content"}


class _TextReader(HTMLParser):
    """Collects what a person sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.texts += [text for name, text in attrs if text and name in SPOKEN_ATTRIBUTES]


def _list_never(text: str) -> set[str]:
    words = set(WORD.findall(text.lower()))
    return {word for word in words if word in NEVER or word.removesuffix("s") in NEVER}


def _read_page_text(source: str) -> str:
    reader = _TextReader()
    without_comments = COMMENT.sub(" ", source)
    kept = TRANSLATED.sub(lambda match: match.group(1)[1:-1], without_comments)
    reader.feed(TEMPLATE_TAG.sub(" ", kept))
    return " ".join(reader.texts)


def test_pages_use_the_words_of_the_house() -> None:
    found = {str(path): _list_never(_read_page_text(read(path))) for path in list_templates()}
    assert {path: words for path, words in found.items() if words} == {}


def test_translations_use_the_words_of_the_house() -> None:
    found = {}
    for path in list_files(".po"):
        texts = (first or second for first, second in MESSAGE.findall(_after_header(read(path))))
        found[str(path)] = _list_never(PLACEHOLDER.sub(" ", "\n".join(texts)))
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize("word", CHINESE_NEVER)
def test_chinese_has_one_word_per_idea(word: str) -> None:
    texts = (".po", ".html", ".json", ".py")
    files = (path for path in list_files(*texts) if path.parts[0] != "tests")
    assert [str(path) for path in files if word in read(path)] == []


@pytest.mark.parametrize(("english", "chinese"), CHINESE_OF.items())
def test_chinese_says_it_as_people_do(english: str, chinese: str) -> None:
    with translation.override("zh-hans"):
        assert gettext(english) == chinese


def _after_header(catalogue: str) -> str:
    return catalogue.partition("\n\n#: ")[2]


@pytest.mark.parametrize("app", APPS)
def test_models_use_the_words_of_the_house(app: str) -> None:
    names = {model.__name__ for model in apps.get_app_config(app).get_models()} - set(NAMES_MEANT)
    spaced = {name: re.sub(r"(?<!^)(?=[A-Z])", " ", name) for name in names}
    assert {name: _list_never(text) for name, text in spaced.items() if _list_never(text)} == {}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('<form><option value="1">{{ user }}</option></form>', set()),
        ('{% translate "Two participants" %}', {"participants"}),
        ('<img alt="The chain of a user">', {"user"}),
        ("{# each node #}<p>Username</p>", set()),
    ],
)
def test_page_text_is_told_from_markup(source: str, words: set[str]) -> None:
    assert _list_never(_read_page_text(source)) == words
