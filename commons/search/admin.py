from django.contrib import admin

from commons.base.admin import ReadOnly
from commons.search.models import SearchDocument


@admin.register(SearchDocument)
class SearchDocumentAdmin(ReadOnly):
    list_display = ["title", "kind", "home", "members_only", "changed"]
    list_filter = ["kind"]
