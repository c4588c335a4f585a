"""Who somebody is to the town. The only place that names roles; rooms compose these.

Whoever is something here is somebody: after one of these questions nobody need ask whether there is a person.
"""

from datetime import timedelta
from typing import TypeGuard

from django.utils import timezone

from commons.people.blocks import blocked_with
from commons.people.charges import roles_of
from commons.people.models import Person, Role

NEW_FOR = timedelta(days=7)


def is_member(person: Person | None) -> TypeGuard[Person]:
    """Somebody who may act here: active, local or from elsewhere."""
    return person is not None and person.is_active


def is_citizen(person: Person | None) -> TypeGuard[Person]:
    """A member whose home is this town."""
    return person is not None and person.is_active and person.is_local


def is_moderator(person: Person | None) -> TypeGuard[Person]:
    return _holds(person, Role.Name.MODERATOR, Role.Name.ADMINISTRATOR)


def is_administrator(person: Person | None) -> TypeGuard[Person]:
    return _holds(person, Role.Name.ADMINISTRATOR)


def is_data_officer(person: Person | None) -> TypeGuard[Person]:
    """Answers for what is kept of people (GDPR, articles 37 to 39). No administrator is one by themselves."""
    return _holds(person, Role.Name.DATA_OFFICER)


def is_mediator(person: Person | None) -> TypeGuard[Person]:
    return _holds(person, Role.Name.MEDIATOR)


def is_mandatary(person: Person | None) -> TypeGuard[Person]:
    """Employed by the town or a body that it names; acts for people who asked for it. Volunteers and elected never."""
    return _holds(person, Role.Name.MANDATARY)


def is_alert_issuer(person: Person | None) -> TypeGuard[Person]:
    """Relays what the authorities say, together with a second person. Administrators are none by themselves."""
    return _holds(person, Role.Name.ALERT_ISSUER)


def is_trusted(person: Person | None) -> TypeGuard[Person]:
    return _holds(person, *Role.Name)


def is_newcomer(person: Person) -> bool:
    """In their first week, and without a charge."""
    return person.created > timezone.now() - NEW_FOR and not is_trusted(person)


def may_suspend(person: Person | None, other: Person) -> bool:
    """Moderators suspend members; only administrators touch somebody who holds a charge of that kind."""
    if not is_moderator(person) or person == other:
        return False
    return is_administrator(person) or not is_moderator(other)


def are_blocked(one: Person | None, other: Person | None) -> bool:
    """Either has blocked the other. Nobody is told."""
    if one is None or other is None:
        return False
    return other.pk in blocked_with(one)


def _holds(person: Person | None, *names: str) -> bool:
    if person is None or not (person.is_active and person.is_local):
        return False
    return not roles_of(person).isdisjoint(names)
