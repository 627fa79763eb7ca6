"""Native controls of respondent pages; their templates leave slots for what a person answered."""

from typing import Any

from django import forms

from surveys.forms.fragments import SLOTS


class SlottedWidget(forms.Widget):
    """A control whose template marks its slots; `choice_template` renders one choice of it."""

    choice_template = ""
    is_group = False  # several inputs under one legend
    holds_one = True  # at most one choice
    is_described = False  # says more beneath, to which a note is added

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "slots": SLOTS}


class OneOfCards(SlottedWidget):
    """Radio buttons; the whole row is the touch target."""

    template_name = "respondent/_choices.html"
    choice_template = "respondent/_choice.html"
    input_type = "radio"
    is_group = True


class AnyOfCards(OneOfCards):
    """Checkboxes."""

    input_type = "checkbox"
    holds_one = False


class ChoiceList(SlottedWidget):
    """The phone's own picker."""

    template_name = "respondent/_select.html"
    choice_template = "respondent/_listed_choice.html"


class NumberBox(SlottedWidget):
    """A number pad instead of a spinner, so that nothing changes by scrolling."""

    template_name = "respondent/_number.html"


class WordsBox(SlottedWidget):
    """A few lines of words, with their limit beneath."""

    is_described = True
    template_name = "respondent/_words.html"
