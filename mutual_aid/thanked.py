"""On somebody's page, for members: the thanks that they chose to show. A few, the newest first, uncounted."""

from typing import Any

from commons.base import sections
from commons.people.models import Person
from commons.people.permissions import are_blocked
from mutual_aid.models import Thanks

FEW = 4


def thanks_received(person: Person | None, about: Person) -> dict[str, Any] | None:
    if person is None or are_blocked(person, about):
        return None
    shown = list(Thanks.objects.shown().filter(to=about).select_related("by").order_by("-at")[:FEW])
    return {"thanks": shown} if shown else None


def register() -> None:
    sections.register("person", "thanks", 40, thanks_received, "mutual_aid/_thanks_received.html")
