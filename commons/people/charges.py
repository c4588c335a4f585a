"""Who holds a charge in the town: few people, asked about on every page, so each process reads them all at once."""

from datetime import datetime

from django.utils import timezone

from commons.live.remembered import Remembered
from commons.people.models import Person, Role
from commons.people.verbs import Verb

Held = dict[int, list[tuple[str, datetime | None]]]


def _read() -> Held:
    found: Held = {}
    for person, role, until in Role.objects.current().values_list("person", "role", "expires_at"):
        found.setdefault(person, []).append((role, until))
    return found


held = Remembered(_read, until={Verb.ROLE_GIVEN, Verb.ROLE_TAKEN, Verb.PERSON_LEFT})


def roles_of(person: Person) -> frozenset[str]:
    """The roles held now; one that ends at a moment ends then, whatever is remembered."""
    now = timezone.now()
    return frozenset(role for role, until in held().get(person.pk, ()) if until is None or until > now)
