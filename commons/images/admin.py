from django.contrib import admin

from commons.base.admin import ReadOnly
from commons.images.models import Image


@admin.register(Image)
class ImageAdmin(ReadOnly):
    list_display = ["name", "alt", "by", "community", "state", "weight", "created", "hidden_at"]
    list_filter = ["state", "licence"]
    list_select_related = ["by", "community"]
    search_fields = ["name", "alt", "credit"]
