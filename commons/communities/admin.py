"""The town's texts may be written here; everything else is read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from commons.base.admin import ReadOnly
from commons.communities.actions import revise_town
from commons.communities.models import Community, Membership, Town


@admin.register(Town)
class TownAdmin(admin.ModelAdmin[Town]):
    list_display = ["name", "tagline"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Town, form: Any, change: bool) -> None:
        """Through the one action, so that the public record says it."""
        revise_town(
            by=getattr(request.user, "person", None),
            **{name: form.cleaned_data[name] for name in form.changed_data},
        )


@admin.register(Community)
class CommunityAdmin(ReadOnly):
    list_display = ["name", "handle", "home", "kind", "created"]
    list_filter = ["kind"]
    search_fields = ["name", "handle", "home"]


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ["community", "person", "role", "since"]
    list_select_related = ["community", "person"]
