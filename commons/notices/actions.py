"""A patient reader of the journal: writes the notices of an entry, and its mails as jobs."""

from functools import partial

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


def tell(entry: Entry) -> None:
    """Write one notice per person concerned, never for the person who acted. Twice is once."""
    teller = teller_of(entry.verb)
    if teller is None:
        return
    told: set[int | None] = set(
        Notice.objects.filter(entry=entry, kind=entry.verb).values_list("person", flat=True)
    )
    told.add(entry.by_id)
    tellings: list[Telling] = []
    for telling in teller(entry):
        person = telling.person
        if person and person.pk not in told and person.is_local and may_be_told(person, entry):
            told.add(person.pk)
            if not (telling.bundle and _add_to_bundle(telling, entry)):
                tellings.append(telling)
    notices = Notice.objects.bulk_create(
        Notice(
            person=telling.person,
            entry=entry,
            kind=entry.verb,
            href=telling.href,
            title=telling.title[:200],
            bundle=telling.bundle,
            people=[entry.by_id] if telling.bundle else [],
        )
        for telling in tellings
    )
    for telling, notice in zip(tellings, notices, strict=True):
        transaction.on_commit(partial(publish, notice))
        if telling.by_mail:
            mail_notice.enqueue(notice.pk)


def _add_to_bundle(telling: Telling, entry: Entry) -> bool:
    """Is there an unread notice that says this too from now on?"""
    unread = Notice.objects.select_for_update().unread_of(telling.person).filter(bundle=telling.bundle)
    notice = unread.first()
    if notice is None:
        return False
    notice.count += 1
    notice.people = [*notice.people, *({entry.by_id} - {*notice.people})]
    notice.entry, notice.kind, notice.href = entry, entry.verb, telling.href
    notice.at = timezone.now()
    notice.save(update_fields=["count", "people", "entry", "kind", "href", "at"])
    return True


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
