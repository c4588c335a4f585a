"""The first thing a member sees: what they were told and have not read."""

from typing import Any

from commons.communities import home
from commons.notices.models import Notice
from commons.people.models import Person

FEW = 5


def unread_notices(person: Person, about: Any) -> dict[str, Any] | None:
    unread = list(Notice.objects.unread_of(person).select_related("entry__by")[: FEW + 1])
    return {"notices": unread[:FEW], "more": len(unread) > FEW} if unread else None


def register() -> None:
    home.register("notices", 10, unread_notices, "notices/_home_waiting.html", place=home.WAITING)
