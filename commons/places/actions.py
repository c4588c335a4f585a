"""The only way to change the map of the town."""

from typing import Any

from django.db import transaction

from commons.places.cells import cell_of
from commons.places.models import Neighbourhood
from commons.places.neighbourhoods import neighbourhoods


@transaction.atomic
def draw_neighbourhood(
    *,
    slug: str,
    name: str,
    description: str,
    latitude: float,
    longitude: float,
    ring: list[list[float]],
    community: Any,
    order: int = 0,
) -> Neighbourhood:
    """Add a neighbourhood, or draw it anew. The centre is snapped to its cell before it is stored."""
    neighbourhood, _made = Neighbourhood.objects.update_or_create(
        slug=slug,
        defaults={
            "name": name,
            "description": description,
            "cell": cell_of(latitude, longitude),
            "ring": [[round(x, 3), round(y, 3)] for x, y in ring],
            "community": community,
            "order": order,
        },
    )
    neighbourhoods.forget_now_and_on_commit()
    return neighbourhood
