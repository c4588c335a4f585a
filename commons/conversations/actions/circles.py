"""Founding a circle, bringing people in, leaving it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, NotHere, TooMuch
from commons.conversations.models import Circle, Seat
from commons.conversations.permissions import keeps_circle, sits_in
from commons.conversations.verbs import Verb
from commons.journal.actions import record
from commons.live.hub import kick_person
from commons.people.models import Person
from commons.people.permissions import are_blocked, is_citizen

MOST_SEATS = 150


@transaction.atomic
def found_circle(*, by: Person, name: str, summary: str = "") -> Circle:
    if not is_citizen(by):
        raise MayNot
    circle = Circle.objects.create(name=name, summary=summary)
    Seat.objects.create(circle=circle, person=by, keeps=True)
    record(Verb.CIRCLE_FOUNDED, by=by, about=circle, public=False)
    return circle


@transaction.atomic
def bring_into_circle(circle: Circle, person: Person, *, by: Person) -> None:
    """By who keeps it. Somebody who has blocked who asks, or was blocked by them, is not there to be found."""
    circle = Circle.objects.select_for_update().get(pk=circle.pk)
    if not keeps_circle(by, circle):
        raise NotHere
    if not is_citizen(person) or are_blocked(by, person):
        raise MayNot(_("This person cannot be brought in."))
    if circle.seats.taken().count() >= MOST_SEATS:
        raise TooMuch(_("This circle is full. What concerns so many belongs into a space of the town."))
    _seat, new = Seat.objects.get_or_create(circle=circle, person=person, left_at=None)
    if new:
        record(Verb.CIRCLE_JOINED, by=by, about=circle, public=False, person=person.pk)


@transaction.atomic
def leave_circle(circle: Circle, person: Person, *, by: Person) -> None:
    """One leaves, or who keeps the circle asks somebody to leave. The last who kept it hands it on to the eldest;
    with the last member goes all that was said there.
    """
    circle = Circle.objects.select_for_update().get(pk=circle.pk)
    if not sits_in(by, circle):
        raise NotHere
    if by != person and not keeps_circle(by, circle):
        raise MayNot
    if not circle.seats.taken().filter(person=person).update(left_at=timezone.now(), keeps=False):
        return
    if not circle.seats.taken().filter(keeps=True).exists():
        eldest = circle.seats.taken().order_by("pk").values("pk")[:1]
        Seat.objects.filter(pk__in=list(eldest.values_list("pk", flat=True))).update(keeps=True)
    transaction.on_commit(lambda: kick_person(person.pk))  # open pages that show the circle
    record(Verb.CIRCLE_LEFT, by=by, about=circle, public=False, person=person.pk)
    if not circle.seats.taken().exists():
        circle.delete()
