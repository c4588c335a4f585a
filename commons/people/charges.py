"""Who holds a charge in the town: few people, asked about on every page, so each process reads them all at once.

A charge over others sleeps while its holder has no second step for signing in, where the town asks for one.
"""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from commons.live.remembered import Remembered
from commons.people.models import Person, Role
from commons.people.second_step import NEED_ONE, without_second_step
from commons.people.verbs import Verb

Held = dict[int, list[tuple[str, datetime | None]]]


class Charges(NamedTuple):
    awake: Held
    asleep: Held


def _read() -> Charges:
    rows = list(Role.objects.current().values_list("person", "role", "expires_at"))
    bare = without_second_step({person for person, role, _until in rows if role in NEED_ONE})
    found = Charges({}, {})
    for person, role, until in rows:
        held = found.asleep if role in NEED_ONE and person in bare else found.awake
        held.setdefault(person, []).append((role, until))
    return found


held = Remembered(
    _read,
    until={
        Verb.ROLE_GIVEN,
        Verb.ROLE_TAKEN,
        Verb.PERSON_LEFT,
        Verb.SECOND_STEP_ADDED,
        Verb.SECOND_STEP_REMOVED,
    },
)


def roles_of(person: Person) -> frozenset[str]:
    """The roles held now; one that ends at a moment ends then, whatever is remembered."""
    return _now(held().awake, person)


def sleeping_roles_of(person: Person) -> frozenset[str]:
    """Roles that wait for a second step."""
    return _now(held().asleep, person)


def _now(some: Held, person: Person) -> frozenset[str]:
    now = timezone.now()
    return frozenset(role for role, until in some.get(person.pk, ()) if until is None or until > now)
