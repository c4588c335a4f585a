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
from commons.notices.models import Notice
from commons.notices.quiet import next_waking


@dataclass(frozen=True)
class Told:
    """One of the crowd, by key. `urgent` may pass the quiet hours: only what they asked to be woken for."""

    person: int
    by_mail: bool = False
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
    return len(calls)
