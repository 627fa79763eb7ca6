"""A study's own sentences, with the survey's particulars filled in or left out with their sentence.

No page ever shows a raw `{placeholder}`: a sentence that lacks its particulars is not said.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from surveys.engine.schema import Document, Text
from surveys.models import Survey
from surveys.selectors.runner import load_plan

CHINESE = "zh-Hans"
REQUIRED_BOX = "participate"
OPTIONAL_BOXES = ("wechat", "sharing")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+")
_CLAUSE = re.compile(r"(?<=[;；])\s*")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_LISTED = r"(?<=\})[,、]\s*\{%s\}"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the consent text."""

    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the consent form; every box starts unticked."""

    name: str
    label: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class ShownConsent:
    """What a person agrees to, as shown: `text` is all of it, `digest` the text's SHA-256."""

    sections: tuple[Section, ...]
    boxes: tuple[Box, ...]
    text: str

    @property
    def digest(self) -> str:
        """What the first page posts back, so that nobody agrees to another text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one survey in one language."""

    language: str
    texts: Mapping[str, Text]
    values: Mapping[str, str]
    title: str

    def say(self, key: str, **more: str) -> str:
        """The text under `key`, filled; empty when the study has none."""
        text = self.texts.get(key)
        if not text:
            return ""
        return fill_text(text.get(self.language, ""), {**self.values, **more})


def choose_language(languages: tuple[str, ...], wanted: str) -> str:
    """The language of a document that answers to `wanted` ("zh-hans"); else its first."""
    return next((one for one in languages if one.lower() == wanted.lower()), languages[0])


def load_wording(survey: Survey, language: str) -> Wording:
    """The sentences of `survey` in the language nearest to the one wanted."""
    document = load_plan(survey.version).document
    chosen = choose_language(document.languages, language)
    return Wording(chosen, document.texts, _list_values(survey, chosen), _title(document, chosen))


def _title(document: Document, language: str) -> str:
    return document.title.get(language) or next(iter(document.title.values()))


def _list_values(survey: Survey, language: str) -> dict[str, str]:
    """Particulars by placeholder; those nobody has entered are left out."""
    values = {name: _pick(detail, language) for name, detail in survey.details.items()}
    values |= {
        "ethics_body": _pick(survey.ethics_body, language),
        "ethics_number": survey.ethics_number,
        "permit_number": survey.permit_number,
        "approval_number": survey.approval_number,
        "retention_years": str(survey.retention_years),
        "coupon_count": str(survey.coupon_count),
        "withdrawal_until": format_day(survey.withdrawal_until, language),
    }
    if survey.incentive_mode == survey.IncentiveMode.NONE:
        values["thanks"] = ""
    return {name: value for name, value in values.items() if value}


def _pick(detail: object, language: str) -> str:
    if isinstance(detail, Mapping):
        detail = detail.get(language) or next(iter(detail.values()), "")
    return detail.strip() if isinstance(detail, str) else ""


def format_day(day: date | None, language: str) -> str:
    """A day in words: 2026年11月22日, or 22 November 2026."""
    if day is None:
        return ""
    if language == CHINESE:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled; what lacks a value goes with its sentence.

    In a list such as "{institution}, {investigator}" only the part without a value goes, and so
    does a later clause after a semicolon.
    """
    for name in set(_PLACEHOLDER.findall(text)) - values.keys():
        text = re.sub(_LISTED % name, "", text)
    sentences = [_fill_sentence(part, values) for part in _SENTENCE.split(text) if part]
    joint = "" if re.search(r"[。！？]", text) else " "
    return joint.join(sentence for sentence in sentences if sentence)


def _fill_sentence(sentence: str, values: Mapping[str, str]) -> str:
    first, *others = _CLAUSE.split(sentence)
    if _lacks(first, values):
        return ""
    kept = [first, *(clause for clause in others if not _lacks(clause, values))]
    joint = " " if "; " in sentence else ""
    whole = joint.join(kept)
    if whole[-1:] in ";；":
        whole = whole[:-1] + sentence[-1]
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], whole)


def _lacks(text: str, values: Mapping[str, str]) -> bool:
    return any(name not in values for name in _PLACEHOLDER.findall(text))


def make_consent(survey: Survey, wording: Wording, *, fallback: str) -> ShownConsent:
    """The consent text and its boxes; `fallback` words the required box if the study does not."""
    sections = tuple(
        Section(wording.say(f"{key}.heading"), body)
        for key in _list_section_keys(survey, wording)
        if (body := wording.say(key))
    )
    boxes = [Box(REQUIRED_BOX, wording.say(f"consent.box.{REQUIRED_BOX}") or fallback, True)]
    for name in OPTIONAL_BOXES:
        label = wording.say(f"consent.box.{name}")
        if label and is_box_on(survey, name):
            boxes.append(Box(name, label, False))
    shown = [part for section in sections for part in (section.heading, section.body)]
    shown += [box.label for box in boxes]
    return ShownConsent(sections, tuple(boxes), "\n".join(shown))


def is_box_on(survey: Survey, name: str) -> bool:
    """Whether an optional box is switched on; every one is off by default."""
    return survey.details.get(f"{name}_box") is True


def _list_section_keys(survey: Survey, wording: Wording) -> list[str]:
    off = {"title"}
    if not survey.is_foreign_related:
        off.add("permit")
    if not is_box_on(survey, "wechat"):
        off.add("wechat")
    keys = (key.split(".") for key in wording.texts)
    return [
        ".".join(key) for key in keys if key[0] == "consent" and len(key) == 2 and key[1] not in off
    ]
