"""From an engine item to a Django form: one question per variable, rendered by crispy-forms."""

from collections.abc import Callable, Mapping

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext

from surveys.engine.flow import ShownItem
from surveys.engine.replies import other_text_variable
from surveys.engine.schema import Item, Text
from surveys.forms.fragments import SLOTS, remove_marks
from surveys.forms.scales import fits_in_cells
from surveys.forms.widgets import AnyOfCards, ChoiceList, NumberBox, OneOfCards, WordsBox

TEMPLATE_PACK = "respondent"
MATRIX = "matrix"
# A browser's limit counts units of UTF-16, and a character has up to two; the server counts right.
UNITS = 2


class ItemForm(forms.Form):
    """The question or, for a matrix, the questions of one item; answers are checked elsewhere."""

    default_renderer = TemplatesSetting
    slots = SLOTS
    is_row = False
    row_class = ""


def pick_words(text: Text, language: str) -> str:
    """The wording in `language`, or in the first language there is."""
    return remove_marks(text.get(language) or next(iter(text.values()), ""))


def list_names(item: Item, variable: str) -> tuple[str, ...]:
    """A question's variable and those of the words beside its choices."""
    if item.rows:
        return (variable,)
    texts = (other_text_variable(item, choice.code) for choice in item.choices if choice.has_text)
    return (variable, *texts)


def list_questions(shown: ShownItem) -> list[tuple[str, Text]]:
    """Variable and prompt of each question of an item, in the order shown."""
    rows = [(row.variable, row.prompt) for row in shown.rows]
    return rows or [(shown.item.variable, shown.item.prompt)]


def build_form(item: Item, language: str) -> ItemForm:
    """An unbound form over the variables of `item`."""
    form = ItemForm(auto_id="c-%s")
    form.is_row = item.type == MATRIX
    build = _BUILDERS[item.type]
    if form.is_row:
        points = [pick_words(one.label, language) for one in item.choices if not one.is_apart]
        form.row_class = "row fits" if fits_in_cells(points) else "row"
        for row in item.rows:
            form.fields[row.variable] = build(item, pick_words(row.prompt, language), "")
    else:
        prompt, hint = pick_words(item.prompt, language), pick_words(item.hint, language)
        form.fields[item.variable] = build(item, prompt, hint)
    return form


def render_question(form: ItemForm, variable: str) -> str:
    """The markup of one question, with its slots."""
    return as_crispy_field(form[variable], TEMPLATE_PACK)


def _choose_one(item: Item, prompt: str, hint: str) -> forms.Field:
    return forms.Field(label=prompt, help_text=hint, widget=OneOfCards())


def _choose_any(item: Item, prompt: str, hint: str) -> forms.Field:
    several = gettext("More than one answer is possible.")
    is_said = several.rstrip(".。") in prompt
    help_text = hint or ("" if is_said else several)
    return forms.Field(label=prompt, help_text=help_text, widget=AnyOfCards())


def _choose_listed(item: Item, prompt: str, hint: str) -> forms.Field:
    return forms.Field(label=prompt, help_text=hint, widget=ChoiceList())


def _write_number(item: Item, prompt: str, hint: str) -> forms.Field:
    return forms.Field(label=prompt, help_text=hint, widget=NumberBox())


def _write_words(item: Item, prompt: str, hint: str) -> forms.Field:
    widget = WordsBox(attrs={"limit": item.max_length, "maxlength": UNITS * item.max_length})
    return forms.Field(label=prompt, help_text=hint, widget=widget)


_BUILDERS: Mapping[str, Callable[[Item, str, str], forms.Field]] = {
    "single": _choose_one,
    MATRIX: _choose_one,
    "multi": _choose_any,
    "select": _choose_listed,
    "year": _choose_listed,
    "integer": _write_number,
    "text": _write_words,
}
