"""For operators: who talks with this town, what came in, what waits to go out."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commons.base.admin import ReadOnly
from federation.models import Delivery, ReceivedActivity, RemoteActor, Server


@admin.register(Server)
class ServerAdmin(ReadOnly):
    list_display = ["host", "standing", "reason", "dialect", "failing_since", "answered_at"]
    list_filter = ["standing", "dialect"]
    search_fields = ["host"]


@admin.register(RemoteActor)
class RemoteActorAdmin(ReadOnly):
    list_display = ["uri", "type", "host", "fetched_at", "gone_at"]
    list_filter = ["type"]
    search_fields = ["uri"]


class WorkAdmin(ReadOnly):
    """Rows that were given up may be tried again."""

    actions = ["try_again"]
    list_filter = ["state"]
    search_fields = ["host", "activity_id"]

    @admin.action(description=_("Try again"), permissions=["view"])
    def try_again(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        for row in rows:
            row.revive()


@admin.register(ReceivedActivity)
class ReceivedActivityAdmin(WorkAdmin):
    list_display = ["activity_id", "actor", "state", "outcome", "tries", "last_error", "received_at"]
    fields = ["activity_id", "actor", "host", "state", "outcome", "tries", "last_error", "received_at"]


@admin.register(Delivery)
class DeliveryAdmin(WorkAdmin):
    list_display = ["activity_id", "inbox", "state", "tries", "last_error", "due_at"]
    fields = ["activity_id", "inbox", "state", "tries", "last_error", "due_at", "asked_at"]
