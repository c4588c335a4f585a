"""What stands on the page of who gave a mandate or holds one; the banner over every page while one acts."""

from typing import Any

from commons.base import sections
from commons.communities import home
from commons.mandates.models import Mandate
from commons.mandates.permissions import may_count_mandates, may_hold_mandates, may_receive_people
from commons.mandates.states import MandateState
from commons.people.models import Person


def banner(person: Person | None, request: Any) -> dict[str, Any] | None:
    now = getattr(request, "acting", None)
    return {"mandate": now.mandate} if now else None


def own(person: Person, about: Any) -> dict[str, Any] | None:
    here = {
        "given": Mandate.objects.filter(resident=person).exists(),
        "desk": may_receive_people(person),
        "counts": may_count_mandates(person),
    }
    return here if any(here.values()) else None


def waiting(person: Person, about: Any) -> dict[str, Any] | None:
    """What waits for the person's word, and what ends soon for who holds it."""
    asked = list(
        Mandate.objects.filter(resident=person, state=MandateState.PREPARED).select_related("mediator")
    )
    ending = 0
    if may_hold_mandates(person):
        ending = Mandate.objects.ending_soon().filter(mediator=person).count()
    return {"asked": asked, "ending": ending} if asked or ending else None


def register() -> None:
    sections.register("banner", "mandates", 5, banner, "mandates/_banner.html")
    sections.register("me", "mandates", 96, own, "mandates/_me.html")
    home.register("mandates", 44, waiting, "mandates/_home_waiting.html", place=home.WAITING)
