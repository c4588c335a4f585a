"""How far apart two neighbourhoods are, in four buckets. No database.

A cell is a kilometre wide, so "less than 1 km" would say no more than "the same cell": the next bucket is what
touches it (1.5 km from centre to centre), then 3 km. Nothing is ever put in the order of a distance.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commons.places.cells import kilometres_between
from commons.places.models import Neighbourhood


class Nearness(TextChoices):
    """From near to far; each includes those before it."""

    HERE = "here", _("same neighbourhood")
    NEXT = "next", _("next neighbourhood")
    TOWN = "town", _("less than 3 km away")
    ANYWHERE = "anywhere", _("anywhere in town")


RADIUS = {Nearness.NEXT: 1.5, Nearness.TOWN: 3.0}
ORDER = list(Nearness)


class Spot(NamedTuple):
    """A neighbourhood's key and its cell: all that is known of where."""

    neighbourhood: int | None = None
    cell: str = ""


NOWHERE = Spot()


def nearness(one: Spot, other: Spot) -> Nearness | None:
    """None where nothing is known of one of them."""
    if one.neighbourhood is None or other.neighbourhood is None:
        return None
    if one.neighbourhood == other.neighbourhood:
        return Nearness.HERE
    kilometres = kilometres_between(one.cell, other.cell)
    within = (bucket for bucket, radius in RADIUS.items() if kilometres < radius)
    return next(within, Nearness.ANYWHERE)


def is_within(near: Nearness | None, reach: Nearness) -> bool:
    """Is it near enough for somebody who goes so far? What is nowhere is near only to those who go anywhere."""
    return reach == Nearness.ANYWHERE or (near is not None and ORDER.index(near) <= ORDER.index(reach))


def around(centre: Neighbourhood, places: Iterable[Neighbourhood], reach: Nearness) -> list[Neighbourhood]:
    """The neighbourhoods within reach of one of them, in the order in which they were given."""
    here = Spot(centre.pk, centre.cell)
    return [place for place in places if is_within(nearness(here, Spot(place.pk, place.cell)), reach)]
