from django.contrib import admin

from commons.base.admin import ReadOnly
from commons.moderation.models import Flag


@admin.register(Flag)
class FlagAdmin(ReadOnly):
    list_display = ["pk", "about_type", "about_id", "reason", "state", "settled_by", "created"]
    list_filter = ["state", "reason"]
    fields = ["about_type", "about_id", "reason", "state", "settled_by", "created"]
