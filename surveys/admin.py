"""The administration of surveys: settings and teams; answers are not edited here."""

from django.contrib import admin

from surveys.models import Membership, Questionnaire, QuestionnaireVersion, Survey


class MembershipInline(admin.TabularInline):
    """Who is in the team of a survey."""

    model = Membership
    extra = 1


@admin.register(Survey)
class SurveyAdmin(admin.ModelAdmin):
    """A survey's rules and its team."""

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
