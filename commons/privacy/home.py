"""One's own data on one's page; the desk of the data officer on theirs."""

from typing import Any

from commons.base import sections
from commons.communities import home
from commons.people.models import Person
from commons.privacy.models import Request
from commons.privacy.permissions import may_keep_desk


def own_data(person: Person, about: Any) -> dict[str, Any]:
    return {"keeps_desk": may_keep_desk(person)}


def requests_waiting(person: Person, about: Any) -> dict[str, Any] | None:
    count = Request.objects.waiting().count() if may_keep_desk(person) else 0
    return {"count": count} if count else None


def register() -> None:
    home.register("privacy", 45, requests_waiting, "privacy/_home_waiting.html", place=home.WAITING)
    sections.register("me", "privacy", 95, own_data, "privacy/_me.html")
