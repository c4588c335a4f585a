"""What waits for moderators on their home page, and everybody's way to what they asked and what was decided."""

from typing import Any

from commons.base import sections
from commons.communities import home
from commons.moderation.models import Case, Decision, Flag, Juror
from commons.moderation.permissions import may_join_jury
from commons.moderation.standing import is_limited
from commons.moderation.states import AppealState
from commons.people.models import Person
from commons.people.permissions import is_moderator, may_suspend


def waiting(person: Person, about: Any) -> dict[str, Any] | None:
    """For moderators what waits, for a juror what is asked, for somebody limited until when."""
    count = Case.objects.waiting().not_concerning(person).distinct().count() if is_moderator(person) else 0
    asked = Juror.objects.filter(person=person, vote="", stepped_back=False, appeal__state=AppealState.JURY)
    here = {"count": count, "seat": asked.first(), "limit": _limit(person)}
    return here if any(here.values()) else None


def _limit(person: Person) -> Decision | None:
    return Decision.objects.limiting().filter(concerned=person).last() if is_limited(person) else None


def asked(person: Person, about: Any) -> dict[str, Any] | None:
    here = {
        "asked": Flag.objects.filter(by=person).exists(),
        "decided": Decision.objects.of_person(person).exists(),
        "may_join": may_join_jury(person),
        "moderates": is_moderator(person),
    }
    return here if any(here.values()) else None


def on_a_persons_page(person: Person | None, about: Person) -> dict[str, Any] | None:
    return {"other": about} if may_suspend(person, about) else None


def register() -> None:
    home.register("moderation", 8, waiting, "moderation/_home_waiting.html", place=home.WAITING)
    sections.register("me", "moderation", 90, asked, "moderation/_me.html")
    sections.register("person", "moderation", 90, on_a_persons_page, "moderation/_person.html")
