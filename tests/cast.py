"""Everybody at once, for tables that say of each permission whom it lets."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from commons.live import remembered
from commons.people.models import Person, Role

ROLES = {
    "mona": Role.Name.MODERATOR,
    "ada": Role.Name.ADMINISTRATOR,
    "tess": Role.Name.TRUSTED,
    "odile": Role.Name.MEDIATOR,
    "ines": Role.Name.ALERT_ISSUER,
    "helene": Role.Name.DATA_OFFICER,
    "maud": Role.Name.MANDATARY,
    "zoe": Role.Name.ADMINISTRATOR,
    "ruth": Role.Name.ADMINISTRATOR,
}
CITIZENS = "alice bob newt tess mona ada odile ines helene maud"
MEMBERS = f"{CITIZENS} rosa ruth"


class Cast:
    """alice and bob live here, newt since yesterday; tess is trusted, mona moderates, ada administers, odile is a
    mediator, ines issues alerts, helene is the data officer, maud holds mandates; rosa lives in another town, and so
    does ruth, who is said to administer this one; zoe administers and is suspended.
    """

    def __init__(self) -> None:
        self.people = {name: self._make(name) for name in [*MEMBERS.split(), "zoe"]}
        Person.objects.exclude(handle="newt").update(created=timezone.now() - timedelta(days=60))
        Person.objects.filter(handle="zoe").update(state=Person.State.SUSPENDED)
        for person in self.people.values():
            person.refresh_from_db()
        Role.objects.bulk_create(Role(person=self[name], role=role) for name, role in ROLES.items())
        remembered.forget()

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def whom(self, may: Callable[..., Any], *things: Any) -> str:
        """The names of those whom it lets; `nobody` is somebody who has not signed in."""
        everybody: dict[str, Person | None] = {"nobody": None, **self.people}
        return " ".join(name for name, person in everybody.items() if may(person, *things))

    def _make(self, name: str) -> Person:
        home = "nord.example" if name in ("rosa", "ruth") else ""
        return Person.objects.create(handle=name, name=name.capitalize(), home=home)
