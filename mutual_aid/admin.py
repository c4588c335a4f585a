"""For operators: read-mostly lists. Meeting places, proposals and threads are not here, on purpose."""

from django.contrib import admin

from commons.base.admin import ReadOnly
from mutual_aid.models import Item, Listing, Transition


@admin.register(Listing)
class ListingAdmin(ReadOnly):
    """No body, no alias, no note: what an operator needs is where a listing stands."""

    list_display = [
        "pk",
        "kind",
        "category",
        "state",
        "visibility",
        "neighbourhood",
        "home",
        "created",
        "expires_at",
    ]
    list_filter = ["state", "kind", "visibility"]
    fields = [
        "kind",
        "category",
        "state",
        "previous_state",
        "visibility",
        "neighbourhood",
        "share",
        "home",
        "uri",
        "needs_by",
        "expires_at",
        "closed_at",
        "renewals",
        "helpers_needed",
    ]


@admin.register(Item)
class ItemAdmin(ReadOnly):
    """Where things stand; who borrows them is between two people, and is not here."""

    list_display = ["pk", "category", "state", "neighbourhood", "created", "changed"]
    list_filter = ["state", "category"]
    fields = ["category", "state", "neighbourhood", "listing", "created", "changed"]


@admin.register(Transition)
class TransitionAdmin(ReadOnly):
    list_display = ["pk", "name", "before", "after", "actor", "at"]
    list_filter = ["name", "actor"]
    fields = ["about_type", "about_id", "name", "before", "after", "actor", "at"]
