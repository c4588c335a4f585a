"""Who is told of what happens to things and loans: the other side, with the name of the thing and a link."""

from collections.abc import Iterable

from commons.journal.models import Entry
from commons.notices.registry import Telling, tells
from commons.people.models import Person, Role
from commons.people.permissions import are_blocked
from mutual_aid.models import Item, Reservation
from mutual_aid.verbs import Verb


def _telling(person: Person | None, loan: Reservation, *, by: Person | None) -> Iterable[Telling]:
    if person is not None and not are_blocked(person, by):
        yield Telling(person, loan.get_absolute_url(), loan.item.title, by_mail=True)


@tells(Verb.LOAN_REQUESTED)
@tells(Verb.LOAN_AGREED)
@tells(Verb.LOAN_DECLINED)
@tells(Verb.LOAN_LAPSED)
@tells(Verb.LOAN_CANCELLED)
@tells(Verb.LOAN_HANDED_OVER)
@tells(Verb.LOAN_RETURNED)
@tells(Verb.LOAN_CONFIRMED)
@tells(Verb.LOAN_CLOSED)
@tells(Verb.LOAN_LONGER_ASKED)
@tells(Verb.LOAN_LONGER_AGREED)
@tells(Verb.LOAN_LONGER_REFUSED)
@tells(Verb.LOAN_SETTLED)
@tells(Verb.LOAN_AWAITED)
def both_sides_are_told(entry: Entry) -> Iterable[Telling]:
    """Whoever did it is left out by the ground."""
    loan: Reservation | None = entry.about
    if loan is not None:
        for person in [loan.borrower, *loan.item.keepers]:
            yield from _telling(person, loan, by=entry.whose)


@tells(Verb.LOAN_DUE)
def borrower_is_reminded(entry: Entry) -> Iterable[Telling]:
    """The lender too, once the day is past: the two of them may find another one."""
    loan: Reservation | None = entry.about
    if loan is None or loan.state != Reservation.State.HANDED_OVER:
        return
    for person in [loan.borrower, *(loan.item.keepers if entry.detail.get("late") else [])]:
        yield from _telling(person, loan, by=None)


@tells(Verb.LOAN_DISPUTED)
def mediators_are_told(entry: Entry) -> Iterable[Telling]:
    loan: Reservation | None = entry.about
    if loan is None:
        return
    sides = [loan.borrower, *loan.item.keepers]
    held = Role.objects.current().filter(role=Role.Name.MEDIATOR)
    mediators = Person.objects.local().active().filter(role__in=held).distinct()
    for person in [*sides, *(mediator for mediator in mediators if mediator not in sides)]:
        yield from _telling(person, loan, by=entry.whose)


@tells(Verb.ITEM_HIDDEN)
@tells(Verb.ITEM_UNHIDDEN)
def keepers_are_told(entry: Entry) -> Iterable[Telling]:
    item: Item | None = entry.about
    if item is not None:
        for person in item.keepers:
            yield Telling(person, item.get_absolute_url(), item.title, by_mail=True)
