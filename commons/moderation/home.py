"""What waits for moderators on their home page, and everybody's way to what they asked."""

from typing import Any

from commons.base import sections
from commons.communities import home
from commons.moderation.models import Flag
from commons.people.models import Person
from commons.people.permissions import is_moderator


def flags_waiting(person: Person, about: Any) -> dict[str, Any] | None:
    count = Flag.objects.waiting().exclude(by=person).count() if is_moderator(person) else 0
    return {"count": count} if count else None


def asked(person: Person, about: Any) -> dict[str, Any] | None:
    any_asked = Flag.objects.filter(by=person).exists()
    return (
        {"asked": any_asked, "moderates": is_moderator(person)} if any_asked or is_moderator(person) else None
    )


def register() -> None:
    home.register("moderation", 40, flags_waiting, "moderation/_home_waiting.html", place=home.WAITING)
    sections.register("me", "moderation", 90, asked, "moderation/_me.html")
