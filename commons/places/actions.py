"""The only way to change the map of the town."""

from typing import Any

from django.db import transaction

from commons.communities.actions import open_community
from commons.communities.models import Community
from commons.people.models import Person
from commons.places.cells import cell_of
from commons.places.models import Neighbourhood
from commons.places.neighbourhoods import neighbourhoods


@transaction.atomic
def open_neighbourhood(
    *,
    by: Person,
    handle: str,
    name: str,
    summary: str,
    centre: tuple[float, float],
    outline: list[list[float]],
) -> Neighbourhood:
    """By an administrator; with a community of its own, where people talk and which others follow."""
    community = open_community(
        by=by, kind=Community.Kind.NEIGHBOURHOOD, handle=handle, name=name, summary=summary
    )
    return draw_neighbourhood(
        slug=handle,
        name=name,
        description=summary,
        latitude=centre[0],
        longitude=centre[1],
        ring=outline,
        community=community,
        order=Neighbourhood.objects.count(),
    )


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
