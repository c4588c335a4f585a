"""The two digests: who is due for one, and the message. By the calendar of the town, summer time or not."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from commons.base.clock import last_at
from commons.people.models import Account, Person
from wiki.digests import PageNews, news_for
from wiki.models import Watch, Watcher
from wiki.models.watches import UNTIL

SALT = "wiki-digests"
HOUR = 7  # of the town's clock, from which on digests leave
AT_ONCE = 200


def send_digests() -> int:
    """Ask for the digests that are due; returns how many. A day and a week begin at seven here, the week on Monday."""
    now = timezone.now()
    return sum(_ask_for(level, now) for level in UNTIL)


def _ask_for(level: Watch.Level, now: datetime) -> int:
    edge = last_edge(level, now)
    field = UNTIL[level]
    wanting = Person.objects.local().active().filter(watches__level=level).exclude(account=None)
    for person in wanting.filter(watcher=None).distinct()[:AT_ONCE]:
        Watcher.objects.get_or_create(person=person, defaults={field: now})
    due = Watcher.objects.filter(person__in=wanting, **{f"{field}__lt": edge}).order_by("pk")[:AT_ONCE]
    return sum(_ask(watcher, level, edge) for watcher in due)


def last_edge(level: Watch.Level, now: datetime) -> datetime:
    """The last moment up to `now` at which such a digest was due."""
    edge = last_at(HOUR, now)
    if level == Watch.Level.WEEKLY:
        edge -= timedelta(days=edge.weekday())
    return edge


@transaction.atomic
def _ask(watcher: Watcher, level: Watch.Level, edge: datetime) -> bool:
    """Two workers ask once: the moment moves on only from where it was."""
    field = UNTIL[level]
    since = getattr(watcher, field)
    moved = Watcher.objects.filter(pk=watcher.pk, **{field: since}).update(**{field: edge})
    if moved:
        mail_digest.enqueue(watcher.person_id, str(level), since.isoformat(), edge.isoformat())
    return bool(moved)


@task
def mail_digest(person_id: int, level: str, since: str, until: str) -> None:
    """Titles, how many changes and links; nothing when nothing changed, or when they no longer want it."""
    person = Person.objects.local().active().select_related("account").filter(pk=person_id).first()
    account: Account | None = getattr(person, "account", None)
    if person is None or account is None or not account.is_active or not account.mail_wanted:
        return
    news = news_for(person, level, datetime.fromisoformat(since), datetime.fromisoformat(until))
    if news:
        _message(person, account, news).send()


def _message(person: Person, account: Account, news: list[PageNews]) -> EmailMultiAlternatives:
    with translation.override(settings.LANGUAGE_CODE):
        stop = settings.CALADE_ORIGIN + reverse("wiki:digest_end", args=[signing.dumps(person.pk, salt=SALT)])
        subject = _("Calade: what changed on the pages that you watch")
        context = {"news": news, "origin": settings.CALADE_ORIGIN, "stop": stop, "subject": subject}
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("wiki/mail_digest.txt", context),
            to=[account.email],
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        message.attach_alternative(render_to_string("wiki/mail_digest.html", context), "text/html")
        return message


def whose_digest(token: str) -> Person | None:
    """The person whom the link of a message speaks for; None for a link that this town did not make."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Person.objects.local().active().filter(pk=key).first()
