"""For operators: what happened, what is late."""

from django.contrib import admin

from commons.base.admin import ReadOnly
from commons.journal.models import Entry, Errand, Job


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    list_display = ["pk", "verb", "by", "about_type", "about_id", "is_public", "at"]
    list_filter = ["is_public", "verb"]
    list_select_related = ["by", "about_type"]


@admin.register(Errand)
class ErrandAdmin(ReadOnly):
    list_display = ["pk", "reader", "entry_id", "state", "tries", "due_at"]
    list_filter = ["state", "reader"]
    fields = ["reader", "entry", "state", "tries", "due_at", "last_error"]


@admin.register(Job)
class JobAdmin(ReadOnly):
    list_display = ["pk", "task", "state", "tries", "due_at"]
    list_filter = ["state"]
    fields = ["task", "state", "tries", "due_at", "last_error"]
