"""Words that would induce people to pass a study on: WeChat's rules for links forbid them.

A thank-you for one's own answers is allowed; any prize, rank or pressure for sharing is not.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.engine.schema import Document, Item, Text

_ALWAYS = re.compile(
    r"(?:转发|分享|邀请|推荐)有(?:奖|礼)|(?:转发|分享)[得领抢]红包|必转|不转不是|集赞|邀请好友|抽奖"
    r"|\b(?:prize|lucky|raffle) draws?\b|\braffles?\b|\bsweepstakes?\b"
)
"""Refused wherever they stand."""
_AROUND = re.compile(r"助力|\blotter(?:y|ies)\b")
"""Refused in texts around the questions; a question may ask about a housing lottery."""
_PRIZES = re.compile(
    r"助力|红包|排行榜|有奖|奖励|奖金|奖品|礼品|礼物|现金|话费|返现|积分|优惠券|购物券|[0-9]+元"
    r"|\blotter(?:y|ies)\b|\bleader ?boards?\b|\bleague tables?\b|\brewards?\b|\bbonus(?:es)?\b"
    r"|\bgifts?\b|\bprizes?\b|\bvouchers?\b|\bcash\b|\bred (?:packet|envelope)s?\b|\byuan\b"
    r"|\bearn(?:s|ed)?\b|\bwin\b|\bbe paid\b"
)
"""Refused where the sentence, or the whole text by its place, is about sharing."""
_SHARING = re.compile(
    r"转发|分享|邀请|拉人|好友|朋友圈|每推荐"
    r"|\binvit(?:e|es|ed|ing|ation|ations)\b|\bforward(?:ing)? (?:this|the|it)\b"
    r"|\bshar(?:e|ing) (?:this|the|it)\b|\brefer(?:ring|rals?)\b|\brecruit(?:s|ing|ers?)?\b"
    r"|\bbring(?:ing)? (?:a )?friends?\b"
)
_DISCLAIMER = re.compile(
    r"与?是否(?:邀请|转发|分享|推荐)[^，。；,;]*(?:无关|不影响|都一样)|与(?:邀请|转发|分享)[^，。；,;]*无关"
    r"|(?:不必|无需|不需要?|不用|不)(?:邀请|转发|分享)[^，。；,;]*"
    r"|\b(?:does|do) not depend on (?:inviting|sharing|whether)[^.;,]*"
    r"|\b(?:need not|do not have to|don't have to) (?:invite|share|forward)[^.;,]*"
    r"|\bwhether or not you (?:invite|share|forward)[^.;,]*"
)
"""What a study ought to say: its thank-you has nothing to do with inviting."""
_SENTENCE = re.compile(r"(?<=[。！？!?\n])|(?<=\.)\s")
_SHARING_PLACES = ("texts.invitation.", "texts.card.")
_CHINESE_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Inducement:
    """A forbidden word and where it stands."""

    place: str
    word: str

    def __str__(self) -> str:
        return f"{self.place}: “{self.word}”"


def find_in_document(document: Document) -> tuple[Inducement, ...]:
    """Forbidden words in the wording of a questionnaire."""
    found = list(_search_all("title", document.title, is_question=False))
    for key, text in document.texts.items():
        found += _search_all(f"texts.{key}", text, is_question=False)
    for page in document.pages:
        found += _search_all(f"{page.id}.title", page.title, is_question=False)
        for item in page.items:
            for place, text in _list_item_texts(item):
                found += _search_all(place, text, is_question=True)
    return tuple(found)


def find_in_details(details: Mapping[str, object]) -> tuple[Inducement, ...]:
    """Forbidden words in a survey's particulars, each a text or a text in several languages."""
    found: list[Inducement] = []
    for name, detail in details.items():
        words = detail if isinstance(detail, Mapping) else {"": detail}
        text = {str(key): word for key, word in words.items() if isinstance(word, str)}
        found += _search_all(f"details.{name}", text, is_question=False)
    return tuple(found)


def _list_item_texts(item: Item) -> Iterator[tuple[str, Text]]:
    yield f"{item.id}.prompt", item.prompt
    yield f"{item.id}.hint", item.hint
    yield f"{item.id}.too_low", item.too_low
    yield f"{item.id}.too_high", item.too_high
    for choice in item.choices:
        yield f"{item.id}.choices.{choice.code}", choice.label
    for row in item.rows:
        yield f"{item.id}.rows.{row.code}", row.prompt


def _search_all(place: str, text: Text, *, is_question: bool) -> Iterator[Inducement]:
    for language, words in text.items():
        where = f"{place}.{language}" if language else place
        for word in dict.fromkeys(_search(place, words, is_question=is_question)):
            yield Inducement(where, word)


def _search(place: str, words: str, *, is_question: bool) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", words).casefold()
    plain = "".join(one for one in plain if unicodedata.category(one) != "Cf")
    plain = _CHINESE_GAP.sub("", plain)
    is_about_sharing = place.startswith(_SHARING_PLACES)
    for sentence in _SENTENCE.split(plain):
        rules = [_ALWAYS] if is_question else [_ALWAYS, _AROUND]
        claim = _DISCLAIMER.sub("", sentence)
        if is_about_sharing or _SHARING.search(claim):
            rules.append(_PRIZES)
        for rule in rules:
            yield from rule.findall(claim)
