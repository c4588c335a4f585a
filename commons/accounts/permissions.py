"""Who lives here for sure, and who may say so of others. What needs residents asks `is_resident` or `residents`."""

from django.db.models import QuerySet

from commons.accounts.models import Recovery, Residence, residence_of
from commons.people.models import Person
from commons.people.permissions import (
    is_administrator,
    is_citizen,
    is_mediator,
    is_moderator,
    is_newcomer,
    is_trusted,
)


def is_resident(person: Person | None) -> bool:
    """Shown by a letter, at the desk or in person, within three years."""
    if not is_citizen(person):
        return False
    found = residence_of(person)
    return found is not None and found.is_sure


def residents() -> QuerySet[Person]:
    """The same, of all."""
    return Person.objects.citizens().filter(pk__in=Residence.objects.sure().values("person"))


def may_keep_desk(person: Person | None) -> bool:
    """Receives people: prints letters, looks at proofs, asks that an account be opened again."""
    return is_mediator(person) or is_administrator(person)


def may_verify_residence(person: Person | None, other: Person) -> bool:
    return may_keep_desk(person) and is_citizen(other) and person != other


def may_ask_for_recovery(person: Person | None, other: Person) -> bool:
    """Of somebody who holds power over others, only an administrator."""
    if person == other or not may_keep_desk(person) or not is_citizen(other):
        return False
    return is_administrator(person) or not is_moderator(other)


def may_settle_recovery(person: Person | None, recovery: Recovery) -> bool:
    """Somebody else than who asked."""
    return may_ask_for_recovery(person, recovery.person) and person != recovery.asked_by


def may_invite(person: Person | None) -> bool:
    """After the first week."""
    return is_citizen(person) and not is_newcomer(person)


def may_vouch(person: Person | None) -> bool:
    """Who lives here for sure, or holds a charge."""
    return may_invite(person) and (is_resident(person) or is_trusted(person))


def may_let_in(person: Person | None) -> bool:
    return may_keep_desk(person) or is_moderator(person)
