"""A page's cards filled for one respondent: order, picks, words, notes. Nothing is rendered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.html import escape

from surveys.engine.flow import PageView, ShownItem
from surveys.engine.missing import ENGINE_CODES
from surveys.engine.schema import Value
from surveys.forms.cards import Card, Posted, load_cards


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside one question."""

    message: str
    is_problem: bool
    is_blank: bool = False  # says no more than that an answer is missing


@dataclass(frozen=True, slots=True)
class Filling:
    """What one respondent answered on a page so far, in the names and spelling of a browser."""

    posted: Posted
    notes: Mapping[str, Note] = field(default_factory=dict)


def as_posted(answers: Mapping[str, Value], texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Stored answers as a browser would post them; words take the place of their length."""
    posted = {}
    for variable, value in answers.items():
        if isinstance(value, list):
            posted[variable] = [str(code) for code in value]
        elif value not in ENGINE_CODES:
            posted[variable] = [str(value)]
    posted.update((variable, [text]) for variable, text in texts.items())
    return posted


def fill_page(digest: str, view: PageView, language: str, filling: Filling) -> str:
    """The markup of all items of a page."""
    return "\n".join(_fill_item(digest, shown, language, filling) for shown in view.items)


def _fill_item(digest: str, shown: ShownItem, language: str, filling: Filling) -> str:
    prepared = load_cards(digest, shown.item, language)
    state = _describe_state(shown)
    if not prepared.matrix:
        return _fill_card(prepared.cards[shown.item.variable], shown, state, filling)
    rows = [_fill_card(prepared.cards[row.variable], shown, "", filling) for row in shown.rows]
    return prepared.matrix % {"state": state, "rows": "\n".join(rows)}


def _describe_state(shown: ShownItem) -> str:
    """Whether the item is shown now, and the rule by which the browser decides."""
    hidden = "" if shown.is_shown else " hidden"
    if shown.rule is None:
        return hidden
    rule = json.dumps(shown.condition, ensure_ascii=False, separators=(",", ":"))
    return f'{hidden} data-condition="{escape(rule)}"'


def _fill_card(card: Card, shown: ShownItem, state: str, filling: Filling) -> str:
    posted = filling.posted
    picked = posted.get(card.variable, ())
    choices = "".join([piece.fill(picked, posted) for piece in card.list_pieces(shown.choices)])
    values = {"state": state, "note": "", "choices": choices, "typed": ""}
    values |= {"invalid": "", "described": ""}
    if not choices:
        values["typed"] = escape(" ".join(picked))
    note = _find_note(card, filling)
    if note is not None:
        _attach_note(card, note, values)
    return card.frame % values


def _find_note(card: Card, filling: Filling) -> Note | None:
    if not filling.notes:
        return None
    return next((filling.notes[name] for name in card.names if name in filling.notes), None)


def _attach_note(card: Card, note: Note, values: dict[str, str]) -> None:
    """Put the note beside the question and tie the inputs to it, for those who hear the page."""
    kind = "problem" if note.is_problem else "blank"
    place = f"n-{card.variable}"
    mark = " data-blank" if note.is_blank else ""
    values["note"] = f'<p class="note {kind}" id="{place}"{mark}>{escape(note.message)}</p>'
    invalid = ' aria-invalid="true"' if note.is_problem else ""
    tie = f' aria-describedby="{place}"{invalid}'
    if card.widget.is_described:
        values["described"], values["invalid"] = f" {place}", invalid
    elif card.widget.is_group and card.widget.holds_one:
        values["state"] += tie
    elif card.widget.is_group:
        values["state"] += f' aria-describedby="{place}"'
        values["choices"] = values["choices"].replace("<input ", f"<input{tie} ")
    else:
        values["invalid"] = tie
