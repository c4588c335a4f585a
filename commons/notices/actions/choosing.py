"""How somebody wants to be told: their own choice, which is not recorded and which nobody else reads."""

from typing import Any

from django.db import transaction

from commons.base.errors import MayNot
from commons.notices.models import Notice, Pace, Subject, Wishes


@transaction.atomic
def choose_wishes(*, by: Any, **said: Any) -> Wishes:
    """`said`: fields of Wishes. What still waits to be mailed follows the new wish."""
    if not (by.is_local and by.is_active):
        raise MayNot
    wishes, _made = Wishes.objects.update_or_create(person=by, defaults=said)
    for subject in Subject:
        waiting = Notice.objects.filter(person=by, subject=subject, read_at=None, mailed_at=None)
        # What was never to be mailed is not now; a message at once is on its way already.
        waiting.filter(pace__in=[Pace.DAILY, Pace.WEEKLY]).update(pace=_later(wishes.pace_of(subject)))
    return wishes


def _later(pace: str) -> str:
    """What happened before one asked for messages at once comes with the next daily one."""
    return Pace.DAILY if pace == Pace.AT_ONCE else pace


@transaction.atomic
def end_mails(person: Any, what: str) -> None:
    """No more messages of one subject, or none of those that come at one pace."""
    wishes = Wishes.objects.filter(person=person).first() or Wishes(person=person)
    ended = [one for one in Subject if what in (one.value, wishes.pace_of(one))]
    choose_wishes(by=person, **{one.value: Pace.NEVER for one in ended})
