"""The banner over every page while something holds, also over stored pages: the journal drops those in time."""

from typing import Any

from alerts.current import shown_to
from commons.base import sections
from commons.people.models import Person

MOST = 3


def banner(person: Person | None, about: Any) -> dict[str, Any] | None:
    """The gravest three; not on its own page (`about`: the request), nor for a member who has read it."""
    shown = [one for one in shown_to(person) if one.href != about.path]
    if not shown:
        return None
    return {"alerts": shown[:MOST], "more": max(0, len(shown) - MOST), "may_close": bool(person)}


def register() -> None:
    sections.register("banner", "alerts", 10, banner, "alerts/_banner.html")
