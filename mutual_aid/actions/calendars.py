"""Opening, renewing and closing the secret address of one's own calendar."""

import secrets

from django.db import transaction
from django.utils import timezone

from commons.base.errors import MayNot
from commons.journal.actions import record
from commons.people.models import Person
from commons.people.permissions import is_citizen
from mutual_aid.models import CalendarAddress
from mutual_aid.verbs import Verb

RANDOM_BYTES = 24


@transaction.atomic
def renew_calendar(*, by: Person) -> CalendarAddress:
    """A new address; the one before, if there was one, answers nobody from now on."""
    if not is_citizen(by):
        raise MayNot
    Person.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two taps at once make one address
    address = CalendarAddress.objects.filter(person=by).first() or CalendarAddress(person=by)
    address.token = secrets.token_urlsafe(RANDOM_BYTES)
    address.made_at = timezone.now()
    address.save()
    record(Verb.CALENDAR_RENEWED, by=by, about=address, public=False)
    return address


@transaction.atomic
def close_calendar(*, by: Person) -> None:
    address = CalendarAddress.objects.filter(person=by).first()
    if address is not None:
        record(Verb.CALENDAR_CLOSED, by=by, about=address, public=False)
        address.delete()


def leave_calendar(person: Person, erase: bool) -> None:
    close_calendar(by=person)
