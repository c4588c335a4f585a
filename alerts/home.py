"""What the room shows on pages of the ground: what waits for a second person, what holds in a neighbourhood."""

from typing import Any

from alerts.current import holding_now
from alerts.models import Bulletin
from alerts.permissions import may_prepare_alerts, may_see_preparation
from alerts.states import State
from commons.base import sections
from commons.communities import home
from commons.people.models import Person
from commons.places.models import Neighbourhood


def waiting_for_me(person: Person, about: Any) -> dict[str, Any] | None:
    if not may_prepare_alerts(person):
        return None
    rows = Bulletin.objects.in_preparation().filter(state=State.WAITING).exclude(issuer=person)
    bulletins = list(rows[:4])
    return {"bulletins": bulletins} if bulletins else None


def in_neighbourhood(person: Person | None, about: Neighbourhood) -> dict[str, Any] | None:
    """What holds there in particular; what holds everywhere is in the banner."""
    particular = [one for one in holding_now() if not one.bulletin.everywhere]
    shown = [one for one in particular if about in one.bulletin.areas.all()]
    return {"alerts": shown} if shown else None


def way_to_preparation(person: Person, about: Any) -> dict[str, Any] | None:
    return {} if may_see_preparation(person) else None


def register() -> None:
    home.register("alerts", 5, waiting_for_me, "alerts/_home_waiting.html", place=home.WAITING)
    sections.register("neighbourhood", "alerts", 5, in_neighbourhood, "alerts/_neighbourhood.html")
    sections.register("me", "alerts", 80, way_to_preparation, "alerts/_me.html")
