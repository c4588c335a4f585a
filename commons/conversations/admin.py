"""For operators: where people talk, never what they say in private."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from commons.base.admin import ReadOnly
from commons.conversations.models import Topic


@admin.register(Topic)
class TopicAdmin(ReadOnly):
    list_display = ["pk", "title", "community", "state", "post_count", "last_post_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["community"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Topic.objects.exclude(kind=Topic.Kind.PRIVATE)
