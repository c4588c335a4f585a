"""What the library shows on pages of the ground, and which pictures it shows at all."""

from typing import Any

from django.db.models import Q

from commons.base import sections
from commons.communities import home
from commons.images import uses
from commons.images.models import Image
from commons.people.models import Person
from commons.people.permissions import is_mediator
from commons.places.models import Neighbourhood
from mutual_aid.lending_states import ItemState, LoanState
from mutual_aid.models import Item, Reservation

FEW = 4


def in_neighbourhood(person: Person | None, about: Neighbourhood) -> dict[str, Any] | None:
    """What neighbours lend, the newest first."""
    items = Item.objects.readable_by(person).filter(neighbourhood=about, state=ItemState.ACTIVE)
    found = list(items.select_related("neighbourhood", "photo").order_by("-created")[:FEW])
    return {"items": found, "where": about} if found else None


def loans_waiting(person: Person, about: Any) -> dict[str, Any] | None:
    """What one has to answer, to confirm or to bring back; for mediators what they were asked to settle."""
    kept = Item.objects.kept_by(person).values("pk")
    to_answer = Q(item__in=kept) & (Q(state=LoanState.REQUESTED) | Q(asked_until__isnull=False))
    to_confirm = Q(state=LoanState.RETURNED) & (Q(item__in=kept) | Q(borrower=person))
    out = Q(state=LoanState.HANDED_OVER, borrower=person)
    wanted = to_answer | to_confirm | out
    if is_mediator(person):
        wanted |= Q(state=LoanState.MEDIATION)
    loans = Reservation.objects.readable_by(person).filter(wanted).select_related("item")
    found = list(loans.order_by("ends_on")[:FEW])
    return {"loans": found} if found else None


def _places(image: Image) -> list[uses.Use]:
    return [uses.Use(item.title, item.get_absolute_url()) for item in Item.objects.lent().filter(photo=image)]


def _names() -> set[str]:
    """A photo of a thing that is gone goes with it, after the while that the town gives to all unused pictures."""
    shown = Item.objects.exclude(state=ItemState.GONE).filter(photo__isnull=False)
    return set(shown.values_list("photo__name", flat=True))


def register() -> None:
    uses.register(_places, _names)
    sections.register("neighbourhood", "library", 20, in_neighbourhood, "mutual_aid/_items_near.html")
    home.register("library", 20, loans_waiting, "mutual_aid/_loans_waiting.html", place=home.WAITING)
