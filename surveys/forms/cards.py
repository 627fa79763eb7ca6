"""Questions as ready markup, rendered once per version and language and kept by the process."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.html import escape

from surveys.engine.item_types import row_choices
from surveys.engine.replies import OTHER_TEXT_LENGTH, other_text_variable
from surveys.engine.schema import Choice, Code, Item
from surveys.forms.fragments import SLOTS, compile_fragment
from surveys.forms.page import (
    MATRIX,
    UNITS,
    ItemForm,
    build_form,
    list_names,
    pick_words,
    render_question,
)
from surveys.forms.widgets import SlottedWidget

Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Piece:
    """One choice: its markup plain and picked, or a template where words stand beside it."""

    spelling: str  # as a browser posts it
    plain: str
    picked: str
    text_variable: str = ""

    def fill(self, picked: Sequence[str], posted: Posted) -> str:
        """The markup for what is picked and written; the words are escaped here."""
        markup = self.picked if self.spelling in picked else self.plain
        if not self.text_variable:
            return markup
        return markup % {"typed": escape(" ".join(posted.get(self.text_variable, ())))}


@dataclass(frozen=True, slots=True)
class Card:
    """One question: a template for `%`, and its choices by code."""

    item: Item
    variable: str
    names: tuple[str, ...]  # the variable and those of words beside its choices
    language: str
    frame: str
    widget: SlottedWidget
    pieces: dict[Code, Piece]
    is_row: bool = False

    def list_pieces(self, choices: Iterable[Choice]) -> list[Piece]:
        """The choices in the order given; a row leaves out those it does not offer."""
        pieces = self.pieces
        if self.is_row:
            return [pieces[choice.code] for choice in choices if choice.code in pieces]
        return [pieces.get(choice.code) or self._add_piece(choice) for choice in choices]

    def _add_piece(self, choice: Choice) -> Piece:
        """Years and piped choices are not known before somebody is shown them."""
        piece = _render_piece(self.item, self.variable, self.widget, choice, self.language)
        return self.pieces.setdefault(choice.code, piece)


@dataclass(frozen=True, slots=True)
class ItemCards:
    """The cards of one item by variable; `matrix` is the frame around the rows of a matrix."""

    cards: dict[str, Card]
    matrix: str = ""


_cards: dict[tuple[str, str, str], ItemCards] = {}


def load_cards(digest: str, item: Item, language: str) -> ItemCards:
    """The cards of an item of the version with this digest; versions are frozen."""
    place = (digest, item.id, language)
    found = _cards.get(place)
    if found is None:
        found = _cards[place] = _render_item(item, language)
    return found


def _render_item(item: Item, language: str) -> ItemCards:
    form = build_form(item, language)
    if item.type != MATRIX:
        return ItemCards({item.variable: _render_card(item, item.variable, form, language)})
    cards = {
        row.variable: _render_card(
            item, row.variable, form, language, row_choices(row, item.choices)
        )
        for row in item.rows
    }
    context = {
        "item_id": item.id,
        "prompt": pick_words(item.prompt, language),
        "hint": pick_words(item.hint, language),
        "slots": SLOTS,
    }
    return ItemCards(cards, compile_fragment(render_to_string("respondent/matrix.html", context)))


def _render_card(
    item: Item, variable: str, form: ItemForm, language: str, offered: tuple[Choice, ...] = ()
) -> Card:
    widget = form.fields[variable].widget
    return Card(
        item=item,
        variable=variable,
        names=list_names(item, variable),
        language=language,
        frame=compile_fragment(render_question(form, variable)),
        widget=widget,
        pieces={
            choice.code: _render_piece(item, variable, widget, choice, language)
            for choice in offered
        },
        is_row=form.is_row,
    )


def _render_piece(
    item: Item, variable: str, widget: SlottedWidget, choice: Choice, language: str
) -> Piece:
    text_variable = other_text_variable(item, choice.code) if choice.has_text else ""
    context = {
        "kind": getattr(widget, "input_type", ""),
        "variable": variable,
        "choice": choice,
        "is_text": isinstance(choice.code, str),
        "label": pick_words(choice.label, language),
        "text_variable": text_variable,
        "units": UNITS * OTHER_TEXT_LENGTH,
        "slots": SLOTS,
    }
    rendered = render_to_string(widget.choice_template, context)
    mark = " checked" if widget.is_group else " selected"
    return Piece(
        spelling=str(choice.code),
        plain=_settle(rendered, "", text_variable),
        picked=_settle(rendered, mark, text_variable),
        text_variable=text_variable,
    )


def _settle(rendered: str, mark: str, text_variable: str) -> str:
    """Final markup, or a template for `%` while the words beside the choice are open."""
    template = compile_fragment(rendered.replace(SLOTS["picked"], mark))
    return template if text_variable else template % {}
