"""The only way to change how somebody signs in."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from commons.accounts.models import Device
from commons.accounts.verbs import Verb
from commons.base.errors import MayNot
from commons.journal.actions import record
from commons.live.hub import kick_session
from commons.people.models import Account, Person
from commons.people.verbs import Verb as People


@transaction.atomic
def close_devices(devices: Iterable[Device], *, by: Account) -> int:
    """End these sessions of one's own at once, and close the pages that are open in them."""
    keys = [device.session_key for device in devices if device.account_id == by.pk]
    if not keys:
        raise MayNot
    closed, _kinds = Device.objects.filter(session_key__in=keys).delete()
    if closed and by.person:
        record(Verb.DEVICE_CLOSED, by=by.person, about=by.person, public=False)
    for key in keys:
        transaction.on_commit(partial(kick_session, key))
    return closed


@transaction.atomic
def end_sessions(person: Person | None) -> int:
    """Of that person or, with None, of everybody: by whoever runs the machine. Open pages close as well."""
    devices = Device.objects.filter(account__person=person) if person else Device.objects.all()
    keys = list(devices.values_list("session_key", flat=True))
    for whose in Person.objects.filter(account__devices__in=devices).distinct():
        record(Verb.DEVICE_CLOSED, by=None, about=whose, public=False)
    Device.objects.filter(session_key__in=keys).delete()
    for key in keys:
        transaction.on_commit(partial(kick_session, key))
    return len(keys)


@transaction.atomic
def note_second_step(account: Account, *, added: bool) -> None:
    """Written down when allauth has done it: charges that slept wake up, or fall asleep."""
    if account.person is None:
        return
    verb = People.SECOND_STEP_ADDED if added else People.SECOND_STEP_REMOVED
    record(verb, by=account.person, about=account.person, public=False)
