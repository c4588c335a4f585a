from django.contrib import admin

from commons.base.admin import ReadOnly
from commons.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    """Who was told, never of what: the title stays between the person and the page."""

    list_display = ["pk", "person", "kind", "at", "read_at", "mailed_at"]
    list_filter = ["kind"]
    fields = ["person", "kind", "at", "read_at", "mailed_at"]
