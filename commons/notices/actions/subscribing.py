"""Telling people who have no account, after they have said yes from the mailbox itself.

It is nobody's act in the town, so the journal says nothing of it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from commons.base.errors import NotHere
from commons.base.limits import limit
from commons.journal.jobs import enqueue_all
from commons.notices import bulletins
from commons.notices.actions.digests import last_edge
from commons.notices.mail import Letter, Thread
from commons.notices.models import Pace, Subscription
from commons.notices.models.subscriptions import digest_of

SALT = "subscriptions"
OLDEST = timedelta(days=2)  # of a link that confirms
SLICE = 500
MOST_LINES = 40


@transaction.atomic
def ask_to_subscribe(*, email: str, kind: str, key: str) -> None:
    """A question goes to the address; nothing else until it is answered. Who is subscribed is told nothing new here."""
    known = bulletins.kind_of(kind)
    if known is None or known.find(key) is None:
        raise NotHere
    digest = digest_of(email)
    limit("subscribe", digest, times=5, seconds=24 * 3600)
    new = Subscription()
    new.email = email
    row, _made = Subscription.objects.get_or_create(
        digest=digest, kind=kind, key=key, defaults={"sealed": new.sealed}
    )
    if row.confirmed_at is None:
        Subscription.objects.filter(pk=row.pk).update(asked_at=timezone.now())
        mail_question.enqueue(row.pk)


@transaction.atomic
def confirm_subscription(row: Subscription) -> None:
    now = timezone.now()
    Subscription.objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=now, told_until=now)


@transaction.atomic
def end_subscription(row: Subscription) -> None:
    """The address is forgotten in the same step."""
    row.delete()


def address_of(row: Subscription, view: str) -> str:
    token = signing.dumps([row.pk, view], salt=SALT)
    return settings.CALADE_ORIGIN + reverse(f"notices:{view}", args=[token])


def subscription_of(token: str, view: str) -> Subscription | None:
    """The one that a link of a message speaks for; a link that confirms is good for two days."""
    try:
        oldest = OLDEST if view == "subscription_confirm" else None
        key, named = signing.loads(token, salt=SALT, max_age=oldest)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Subscription.objects.filter(pk=key).first() if named == view else None


@task
def mail_question(key: int) -> None:
    row = Subscription.objects.filter(pk=key, confirmed_at=None).first()
    if row is not None:
        with translation.override(settings.LANGUAGE_CODE):
            subject = _("Calade: do you want these messages?")
            confirm = address_of(row, "subscription_confirm")
            _send(
                row,
                subject,
                "notices/mail_question",
                {"confirm": confirm},
                f"question {row.pk} {row.asked_at}",
            )


def queue_bulletins() -> int:
    """The chore: once a week, each subscriber's message in the queue, a slice at a time."""
    edge = last_edge(Pace.WEEKLY, timezone.now())
    weekly = [kind.name for kind in bulletins.kinds() if kind.weekly]
    with transaction.atomic():
        due = Subscription.objects.confirmed().filter(kind__in=weekly, told_until__lt=edge).order_by("pk")
        rows = list(due.select_for_update(skip_locked=True)[:SLICE])
        calls = [([row.pk, row.told_until.isoformat(), edge.isoformat()], timezone.now()) for row in rows]
        enqueue_all(mail_bulletin, calls)
        Subscription.objects.filter(pk__in=[row.pk for row in rows]).update(told_until=edge)
    return len(rows)


@task
def mail_bulletin(key: int, since: str, until: str) -> None:
    """Kinds of things, titles and links; nothing when nothing is new."""
    row = Subscription.objects.confirmed().filter(pk=key).first()
    kind = bulletins.kind_of(row.kind) if row else None
    thing = kind.find(row.key) if row and kind else None
    if row is None or thing is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        lines = bulletins.news(
            row.kind, row.key, datetime.fromisoformat(since), datetime.fromisoformat(until)
        )
        if lines:
            subject = _("Calade: %(what)s") % {"what": thing}
            context = {"lines": lines[:MOST_LINES], "more": len(lines) > MOST_LINES}
            _send(row, subject, "notices/mail_bulletin", {**context, "thing": thing}, f"{row.kind} {until}")


def mail_subscriber(key: int, *, subject: str, template: str, context: dict[str, Any], name: str) -> None:
    """For rooms that tell at once."""
    row = Subscription.objects.confirmed().filter(pk=key).first()
    if row is not None:
        _send(row, subject, template, context, name)


def _send(row: Subscription, subject: str, template: str, context: dict[str, Any], name: str) -> None:
    kind = bulletins.kind_of(row.kind)
    if not row.email or kind is None:
        return
    thing = kind.find(row.key)
    Letter(
        to=row.email,
        subject=subject,
        template=template,
        context={"what": str(kind.label) % {"what": thing}, **context},
        stop=address_of(row, "subscription_end"),
        thread=Thread(f"{name} to {row.pk}", f"subscription {row.pk}"),
    ).message().send()
