"""What those who look after places see on the page of somebody: where they may remove them."""

from typing import Any

from commons.base import sections
from commons.communities.models import Community
from commons.communities.permissions import WITH_BANS, may_ban
from commons.people.charges import roles_of
from commons.people.models import Person


def places_to_remove_from(person: Person | None, about: Person) -> dict[str, Any] | None:
    if person is None:
        return None
    places = Community.objects.local().filter(kind__in=WITH_BANS).order_by("name")
    kept = [place for place in places if may_ban(person, about, place)] if _keeps_any(person) else []
    return {"places": kept, "other": about} if kept else None


def _keeps_any(person: Person) -> bool:
    """Most people look after nothing: they are not asked about each place."""
    return bool(roles_of(person)) or person.memberships.exists()


def register() -> None:
    sections.register("person", "communities", 80, places_to_remove_from, "communities/_remove_from.html")
