"""What waits for somebody, in one message a day or a week. By the calendar of the town, summer time or not.

A morning is worked through in slices, each in a transaction with how far the worker has come: fifty thousand people
need no more memory than five hundred, and a killed worker repeats nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from commons.base.clock import last_at
from commons.journal.jobs import enqueue_all
from commons.notices.actions.mailing import mailbox_of
from commons.notices.mail import Letter, Thread, address_of_end
from commons.notices.models import DigestRun, Notice, Pace

HOUR = 7  # of the town's clock, from which on digests leave
SLICE = 500
MOST_LINES = 30
PACES = (Pace.DAILY, Pace.WEEKLY)
KEEP_RUNS = timedelta(days=60)


def last_edge(pace: str, now: datetime) -> datetime:
    """The last moment up to `now` at which such a digest was due; the week begins on Monday."""
    edge = last_at(HOUR, now)
    return edge - timedelta(days=edge.weekday()) if pace == Pace.WEEKLY else edge


def queue_digests() -> int:
    """The chore: one slice of each morning that is not finished; returns how many people were looked at."""
    now = timezone.now()
    for pace in PACES:
        DigestRun.objects.get_or_create(pace=pace, edge=last_edge(pace, now))
    DigestRun.objects.filter(edge__lt=now - KEEP_RUNS).delete()
    return sum(_queue_some(pace) for pace in PACES)


@transaction.atomic
def _queue_some(pace: str) -> int:
    rows = DigestRun.objects.filter(pace=pace, finished_at=None).select_for_update(skip_locked=True)
    run = rows.order_by("-edge").first()
    if run is None:
        return 0
    people = _people(run)
    if people:
        calls = [([person, run.pk, keys, more], run.edge) for person, keys, more in _waiting(run, people)]
        enqueue_all(mail_digest, calls)
        run.queued += len(calls)
        run.after = people[-1]
    if len(people) < SLICE:
        run.finished_at = timezone.now()
        DigestRun.objects.filter(pace=pace, finished_at=None, edge__lt=run.edge).update(
            finished_at=run.finished_at
        )
    run.save(update_fields=["after", "queued", "finished_at"])
    return len(people)


def _people(run: DigestRun) -> list[int]:
    """The next of those who have something to be told and read mail."""
    waiting = Notice.objects.waiting_for(run.pace).filter(at__lte=run.edge, person__gt=run.after)
    reads = Q(person__account__is_active=True, person__account__mail_wanted=True)
    people = waiting.filter(reads).order_by("person").values_list("person", flat=True).distinct()
    return list(people[:SLICE])


def _waiting(run: DigestRun, people: list[int]) -> Iterable[tuple[int, list[int], int]]:
    """(person, keys of their newest notices, how many more there are)."""
    rows = Notice.objects.waiting_for(run.pace).filter(person__in=people, at__lte=run.edge)
    found: dict[int, list[int]] = {}
    counts: dict[int, int] = {}
    for person, key in rows.order_by("person", "-pk").values_list("person", "pk").iterator():
        counts[person] = counts.get(person, 0) + 1
        if counts[person] <= MOST_LINES:
            found.setdefault(person, []).append(key)
    return ((person, keys, counts[person] - len(keys)) for person, keys in found.items())


@task
def mail_digest(person_id: int, run_id: int, keys: list[int], more: int) -> None:
    """Sentences, titles and links; nothing when it was read meanwhile, or when they no longer want it."""
    run = DigestRun.objects.filter(pk=run_id).first()
    waiting = Notice.objects.waiting_for(run.pace) if run else Notice.objects.none()
    rows = waiting.filter(person=person_id, pk__in=keys)
    notices = list(rows.select_related("person__account", "entry__by"))
    to = mailbox_of(notices[0].person) if notices else ""
    if run is None or not to:
        return
    with translation.override(settings.LANGUAGE_CODE):
        _letter(to, run, notices, more).message().send()
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())


def _letter(to: str, run: DigestRun, notices: list[Notice], more: int) -> Letter:
    person: Any = notices[0].person
    daily = run.pace == Pace.DAILY
    return Letter(
        to=to,
        subject=_("Calade: your day") if daily else _("Calade: your week"),
        template="notices/mail_digest",
        context={"notices": notices, "more": more},
        stop=address_of_end(person.pk, run.pace),
        thread=Thread(f"digest {run.pk} for {person.pk}", f"digests {run.pace} for {person.pk}"),
    )
