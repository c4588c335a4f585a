"""The banner over every page while something holds, also over stored pages: the journal drops those in time."""

from typing import Any

from django.urls import reverse

from alerts.current import shown_to
from commons.base import sections
from commons.people.models import Person

MOST = 3


def banner(person: Person | None, about: Any) -> dict[str, Any] | None:
    """The gravest three, but not over their own page or the list (`about`: the request), nor once read by a member."""
    shown = [one for one in shown_to(person) if about.path not in (one.href, _list())]
    if not shown:
        return None
    return {"alerts": shown[:MOST], "more": max(0, len(shown) - MOST), "may_close": bool(person)}


def _list() -> str:
    return reverse("alerts:list")


def register() -> None:
    sections.register("banner", "alerts", 10, banner, "alerts/_banner.html")
