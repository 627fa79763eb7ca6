"""The administration of recruitment: channels alone; coupons and chains are never edited."""

from django.contrib import admin

from recruitment.models import Channel


@admin.register(Channel)
class ChannelAdmin(admin.ModelAdmin):
    """The name and kind of a channel may be put right."""

    list_display = ("__str__", "kind", "survey")
    list_filter = ("survey", "kind")
    search_fields = ("name",)
    readonly_fields = ("survey",)

    def has_add_permission(self, request: object) -> bool:
        """Channels come with the seeds placed through them."""
        return False
