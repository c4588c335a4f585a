"""For operators: read-mostly lists."""

from django.contrib import admin

from alerts.models import Alert, Bulletin, Transition
from commons.base.admin import ReadOnly


@admin.register(Alert)
class AlertAdmin(ReadOnly):
    list_display = ["pk", "drill", "current", "begun", "created"]
    list_filter = ["drill"]
    fields = ["drill", "current", "begun"]


@admin.register(Bulletin)
class BulletinAdmin(ReadOnly):
    list_display = ["pk", "title", "level", "event", "state", "valid_from", "valid_until", "published_at"]
    list_filter = ["state", "level", "event"]
    fields = ["title", "level", "event", "state", "source_url", "valid_from", "valid_until", "published_at"]


@admin.register(Transition)
class TransitionAdmin(ReadOnly):
    list_display = ["pk", "name", "before", "after", "actor", "at"]
    list_filter = ["name", "actor"]
    fields = ["bulletin", "name", "before", "after", "actor", "at"]
