"""One entry told to a great many people. The caller goes through them in slices, so that memory stays flat.

Nobody's block or quiet server is asked about: it is the town that speaks, to people of the town. Open pages are not
told one by one; they have it on their next page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django_tasks.base import Task

from commons.journal.jobs import enqueue_all
from commons.journal.models import Entry
from commons.notices.actions.pushing import push_notice
from commons.notices.models import Notice, PushDevice
from commons.notices.quiet import next_waking


@dataclass(frozen=True)
class Told:
    """One of the crowd, by key. `urgent` may pass the quiet hours: only what they asked to be woken for. `by_push`:
    if they have a device that rings.
    """

    person: int
    by_mail: bool = False
    by_push: bool = False
    urgent: bool = False


def tell_crowd(
    entry: Entry,
    crowd: Sequence[Told],
    *,
    href: str,
    title: str,
    bundle: str,
    mail: "Task[Any, Any]",
) -> int:
    """Write a slice of notices, and the jobs of `mail(notice key)`; returns how many mails were asked for.

    What was told before of the same `bundle` and not read yet counts as read: one line about one thing is enough.
    """
    now = timezone.now()
    keys = [told.person for told in crowd]
    Notice.objects.filter(bundle=bundle, person__in=keys, read_at=None).update(read_at=now)
    notices = Notice.objects.bulk_create(
        Notice(
            person_id=key,
            entry=entry,
            kind=entry.verb,
            href=href,
            title=title[:200],
            bundle=bundle,
            people=[],
        )
        for key in keys
    )
    calls = [
        ([notice.pk], now if told.urgent else next_waking(now))
        for told, notice in zip(crowd, notices, strict=True)
        if told.by_mail
    ]
    enqueue_all(mail, calls)
    _ring(crowd, notices)
    return len(calls)


def _ring(crowd: Sequence[Told], notices: Sequence[Notice]) -> None:
    devices = PushDevice.objects.filter(person__in=[told.person for told in crowd if told.by_push])
    having = set(devices.values_list("person", flat=True))
    now = timezone.now()  # who sleeps is asked when it is about to ring
    enqueue_all(
        push_notice,
        [
            ([notice.pk, told.urgent], now)
            for told, notice in zip(crowd, notices, strict=True)
            if told.person in having
        ],
    )
