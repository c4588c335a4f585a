from django.contrib import admin

from commons.base.admin import ReadOnly
from commons.places.models import Neighbourhood


@admin.register(Neighbourhood)
class NeighbourhoodAdmin(ReadOnly):
    list_display = ["name", "slug", "cell", "order"]
