"""A patient reader of the journal: writes the notices of entries, and their mails and pushes as jobs."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby, islice
from operator import attrgetter

from django.db import transaction
from django.utils import timezone

from commons.journal.models import Entry
from commons.notices.actions.mailing import mail_notice
from commons.notices.actions.pushing import push_notice
from commons.notices.live import publish
from commons.notices.marks import Mark, marks_of
from commons.notices.models import Attention, Notice, Pace, PushDevice, Wishes
from commons.notices.registry import Telling, may_be_told, teller_of
from commons.notices.subjects import Subject

SLICE = 1000


def tell(entries: Sequence[Entry]) -> None:
    """One notice per entry and person concerned, never for the person who acted. Twice is once."""
    told = {(entry.pk, who) for entry in entries for who in (entry.by_id, entry.on_behalf_of_id)}
    told |= set(Notice.objects.filter(entry__in=entries).values_list("entry", "person"))
    tellings = _tellings(entries)
    while some := list(islice(tellings, SLICE)):
        _tell_some(some, told)


def _tell_some(tellings: Sequence[tuple[Entry, Telling]], told: set[tuple[int, int | None]]) -> None:
    new: list[Notice] = []
    at_once: list[Notice] = []
    ringing: list[Notice] = []
    people = {telling.person.pk for _entry, telling in tellings if telling.person}
    wishes = {row.person_id: row for row in Wishes.objects.filter(person__in=people)}
    muted = _muted(people)
    with_device = set(PushDevice.objects.filter(person__in=people).values_list("person", flat=True))
    for entry, telling in tellings:
        here = (entry.pk, telling.person.pk if telling.person else None)
        if here in told or not telling.person or not telling.person.is_local:
            continue
        if _is_muted(entry, muted.get(telling.person.pk)) or not may_be_told(telling.person, entry):
            continue
        told.add(here)
        wish = wishes.get(telling.person.pk) or Wishes()
        notice = _notice(entry, telling, wish)
        if telling.bundle:
            _write(new)  # what happened before stands before it
            _bundle(notice)
        else:
            new.append(notice)
        if notice.pace == Pace.AT_ONCE:
            at_once.append(notice)
        if telling.person.pk in with_device and _may_ring(telling, wish):
            ringing.append(notice)
    _write(new)
    for notice in at_once:
        mail_notice.enqueue(notice.pk)
    for notice in ringing:
        push_notice.enqueue(notice.pk)


def _may_ring(telling: Telling, wishes: Wishes) -> bool:
    return wishes.wants_pushed(telling.subject) and (telling.by_mail or telling.subject != Subject.DIRECT)


def _muted(people: Iterable[int]) -> dict[int, set[Mark]]:
    found: dict[int, set[Mark]] = {}
    rows = Attention.objects.filter(person__in=people, level=Attention.Level.MUTED)
    for person, kind, key in rows.values_list("person", "kind", "key"):
        found.setdefault(person, set()).add((kind, key))
    return found


def _is_muted(entry: Entry, muted: set[Mark] | None) -> bool:
    return bool(muted) and not set(muted or ()).isdisjoint(marks_of(entry))


def _write(new: list[Notice]) -> None:
    """Leaves the list empty, and its notices with their numbers."""
    if new:
        transaction.on_commit(partial(publish, Notice.objects.bulk_create(new)))
        new.clear()


def _tellings(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Telling]]:
    """In the order of the entries, as far as one verb follows the other."""
    for verb, some in groupby(entries, key=attrgetter("verb")):
        if teller := teller_of(verb):
            yield from teller(list(some))


def _notice(entry: Entry, telling: Telling, wishes: Wishes) -> Notice:
    may_wait = telling.subject != Subject.DIRECT
    return Notice(
        person=telling.person,
        entry=entry,
        kind=entry.verb,
        href=telling.href,
        title=telling.title[:200],
        bundle=telling.bundle,
        people=[entry.by_id] if telling.bundle else [],
        subject=telling.subject,
        pace=wishes.pace_of(telling.subject) if telling.by_mail or may_wait else Pace.NEVER,
    )


def _bundle(new: Notice) -> None:
    """An unread notice says this too from now on; if there is none, this one begins the bundle."""
    unread = Notice.objects.select_for_update().unread_of(new.person).filter(bundle=new.bundle)
    notice = unread.first()
    if notice is None:
        new.save()
        transaction.on_commit(partial(publish, [new]))
        return
    notice.count += 1
    notice.people = [*notice.people, *({*new.people} - {*notice.people})]
    notice.entry, notice.kind, notice.href = new.entry, new.kind, new.href
    notice.at = timezone.now()
    notice.save(update_fields=["count", "people", "entry", "kind", "href", "at"])
    new.pk = notice.pk
