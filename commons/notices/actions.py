"""A patient reader of the journal: writes the notices of entries, and their mails as jobs."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from commons.journal.models import Entry
from commons.notices.live import publish
from commons.notices.models import Notice
from commons.notices.registry import Telling, button_for, may_be_told, teller_of


def tell(entries: Sequence[Entry]) -> None:
    """One notice per entry and person concerned, never for the person who acted. Twice is once."""
    told = {(entry.pk, entry.by_id) for entry in entries}
    told |= set(Notice.objects.filter(entry__in=entries).values_list("entry", "person"))
    new: list[Notice] = []
    by_mail: list[Notice] = []
    for entry, telling in _tellings(entries):
        here = (entry.pk, telling.person.pk if telling.person else None)
        if here in told or not telling.person or not telling.person.is_local:
            continue
        if may_be_told(telling.person, entry):
            told.add(here)
            notice = _notice(entry, telling)
            if telling.bundle:
                _write(new)  # what happened before stands before it
                _bundle(notice)
            else:
                new.append(notice)
            if telling.by_mail:
                by_mail.append(notice)
    _write(new)
    for notice in by_mail:
        mail_notice.enqueue(notice.pk)


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


def _notice(entry: Entry, telling: Telling) -> Notice:
    return Notice(
        person=telling.person,
        entry=entry,
        kind=entry.verb,
        href=telling.href,
        title=telling.title[:200],
        bundle=telling.bundle,
        people=[entry.by_id] if telling.bundle else [],
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


@task
def mail_notice(notice_id: int) -> None:
    """A title and a link, nothing else: what is private stays behind the login."""
    notice = (
        Notice.objects.select_related("person", "entry")
        .filter(pk=notice_id, mailed_at=None, read_at=None)
        .first()
    )
    account = getattr(notice.person, "account", None) if notice else None
    if notice is None or account is None or not account.is_active or not account.mail_wanted:
        return
    with translation.override(settings.LANGUAGE_CODE):
        button = button_for(notice.entry, notice.person)
        context = {"notice": notice, "origin": settings.CALADE_ORIGIN, "button": button}
        message = EmailMultiAlternatives(
            subject=_("Calade: %(what)s") % {"what": notice.title or notice.sentence},
            body=render_to_string("notices/mail_notice.txt", context),
            to=[account.email],
        )
    message.send()
    Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())


@transaction.atomic
def mark_read(person: object, notice_id: int | None = None) -> int:
    """Mark one notice, or all of them, as read; returns how many changed."""
    unread = Notice.objects.unread_of(person)
    if notice_id is not None:
        unread = unread.filter(pk=notice_id)
    return unread.update(read_at=timezone.now())
