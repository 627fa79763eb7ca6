"""The administration of surveys: settings and teams; answers are not edited here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from surveys.models import Membership, Questionnaire, QuestionnaireVersion, Survey
from surveys.services.fielding import list_faults


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
        return details


@admin.register(Survey)
class SurveyAdmin(admin.ModelAdmin):
    """A survey's rules and its team."""

    form = SurveyForm
    list_display = ("slug", "state", "opens_at", "closes_at", "is_simulated")
    list_filter = ("state", "is_simulated")
    search_fields = ("slug",)
    readonly_fields = ("version", "state", "is_simulated", "created_at")
    inlines = (MembershipInline,)

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
