"""The administration of surveys: settings and teams; answers are not edited here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from surveys.models import Membership, Questionnaire, QuestionnaireVersion, Survey
from surveys.selectors.runner import load_plan
from surveys.services.fielding import list_faults, list_unsaid, list_unsaid_details


class MembershipInline(admin.TabularInline):
    """Who is in the team of a survey."""

    model = Membership
    extra = 1


class SurveyForm(forms.ModelForm):
    """A survey's settings; what opening refuses is refused here too."""

    def clean_details(self) -> dict[str, Any]:
        """Named texts, none of which induces anybody to pass the study on."""
        details = self.cleaned_data["details"] or {}
        if not isinstance(details, dict):
            raise ValidationError(_("Please give names with their texts."))
        faults = list_faults(details)
        if faults:
            words = _("These words or settings are not allowed: %(faults)s.")
            raise ValidationError(words % {"faults": "; ".join(faults)})
        self._refuse_gaps(list_unsaid_details(details, self._list_languages()))
        return details

    def clean_ethics_body(self) -> dict[str, Any]:
        """One text for each language of the questionnaire."""
        texts = self.cleaned_data["ethics_body"]
        self._refuse_gaps(list_unsaid("ethics_body", texts, self._list_languages()))
        return texts

    def _list_languages(self) -> tuple[str, ...]:
        return load_plan(self.instance.version).document.languages

    def _refuse_gaps(self, gaps: list[str]) -> None:
        if gaps:
            words = _("Please give one text for each language; missing: %(gaps)s.")
            raise ValidationError(words % {"gaps": ", ".join(gaps)})


@admin.register(Survey)
class SurveyAdmin(admin.ModelAdmin):
    """A survey's rules and its team."""

    form = SurveyForm
    list_display = ("slug", "standing", "opens_at", "closes_at", "is_simulated")
    list_filter = ("is_simulated",)
    search_fields = ("slug",)
    readonly_fields = ("version", "standing", "is_simulated", "created_at")
    exclude = ("state",)
    inlines = (MembershipInline,)

    @admin.display(description=_lazy("state"))
    def standing(self, survey: Survey) -> str:
        """Say what a respondent meets now, which the dates decide as much as the stored state."""
        return str(survey.standing_at(timezone.now()).label)

    def has_add_permission(self, request: object) -> bool:
        """Surveys are made by commands and services, which check them."""
        return False

    def has_delete_permission(self, request: object, obj: Survey | None = None) -> bool:
        """A survey with responses is never deleted from here."""
        return False


@admin.register(Questionnaire, QuestionnaireVersion)
class FrozenAdmin(admin.ModelAdmin):
    """Published questionnaires can be read, never changed."""

    def has_add_permission(self, request: object) -> bool:
        """Publishing is a service."""
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """Frozen."""
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Frozen."""
        return False
