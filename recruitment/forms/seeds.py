"""The form by which a researcher places seeds."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from recruitment.models import Channel
from recruitment.services.seeds import MOST_SEEDS_AT_ONCE
from surveys.models import Survey


class PlaceSeedsForm(forms.Form):
    """A channel, existing or new, and how many seeds go through it."""

    channel = forms.ModelChoiceField(
        label=_("Channel"),
        queryset=Channel.objects.none(),
        required=False,
        empty_label=_("A new channel, named below"),
    )
    kind = forms.ChoiceField(
        label=_("Kind of the new channel"), choices=Channel.Kind.choices, required=False
    )
    name = forms.CharField(
        label=_("Name of the new channel"),
        max_length=100,
        required=False,
        help_text=_("For instance the alumni association. Never the name of a person."),
    )
    count = forms.IntegerField(
        label=_("How many seeds"), min_value=1, max_value=MOST_SEEDS_AT_ONCE, initial=1
    )

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey
        channels = Channel.objects.filter(survey=survey)
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_id = "place-seeds"
        self.helper.layout = Layout(
            Field("channel"),
            Fieldset(_("New channel"), "kind", "name", css_class="new-channel"),
            Field("count"),
            Submit("place", _("Place seeds"), css_class="button"),
        )

    def clean(self) -> dict[str, Any]:
        """A channel is chosen or named; a name that exists means the channel that has it."""
        cleaned = super().clean() or {}
        name = cleaned.get("name", "").strip()
        if cleaned.get("channel") is None and not name:
            self.add_error("name", _("Choose a channel or name a new one."))
        if cleaned.get("channel") is not None and name:
            self.add_error("name", _("Choose a channel or name a new one, not both."))
        if cleaned.get("channel") is None and not cleaned.get("kind"):
            cleaned["kind"] = Channel.Kind.OTHER
        cleaned["name"] = name
        return cleaned
