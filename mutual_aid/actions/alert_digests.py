"""The daily message of those who wanted one: what is new on the board, by the town's own clock."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from commons.base.clock import last_at
from commons.journal.models import Entry
from commons.people.models import Account, Person
from mutual_aid.alerting import NEWS, address_of_end_of_all, is_news
from mutual_aid.models import Listing, SavedAlert

HOUR = 7  # from which on it leaves
AT_ONCE = 200  # people
MOST = 50  # listings in a message


def send_alert_digests() -> int:
    """Ask for the messages that are due; returns how many."""
    edge = last_edge(timezone.now())
    due = SavedAlert.objects.daily().filter(told_until__lt=edge)
    people = due.order_by("person").values_list("person", flat=True).distinct()
    return sum(_ask(person, edge) for person in list(people[:AT_ONCE]))


def last_edge(now: datetime) -> datetime:
    """The last seven o'clock here, in summer time too."""
    return last_at(HOUR, now)


@transaction.atomic
def _ask(person: int, edge: datetime) -> bool:
    """Two workers ask once: who comes second finds nothing that is still due."""
    due = SavedAlert.objects.daily().filter(person=person, told_until__lt=edge)
    windows = {str(alert.pk): alert.told_until.isoformat() for alert in due.select_for_update()}
    if windows:
        SavedAlert.objects.filter(pk__in=windows).update(told_until=edge)
        mail_alerts.enqueue(person, windows, edge.isoformat())
    return bool(windows)


@task
def mail_alerts(person_id: int, windows: dict[str, str], until: str) -> None:
    """Titles and links; nothing when nothing is new, or when they no longer want it."""
    person = Person.objects.local().active().select_related("account").filter(pk=person_id).first()
    account: Account | None = getattr(person, "account", None)
    if person is None or account is None or not account.is_active or not account.mail_wanted:
        return
    found: dict[int, Listing] = {}
    for alert in (
        SavedAlert.objects.daily().filter(person=person, pk__in=windows).select_related("neighbourhood")
    ):
        for listing in _news(alert, person, windows[str(alert.pk)], until):
            found.setdefault(listing.pk, listing)
    if found:
        _message(person, account, list(found.values())[:MOST]).send()


def _news(alert: SavedAlert, person: Person, since: str, until: str) -> list[Listing]:
    said = Entry.objects.filter(
        verb__in=NEWS, at__gt=datetime.fromisoformat(since), at__lte=datetime.fromisoformat(until)
    )
    new = Listing.objects.local().readable_by(person).filter(pk__in=said.values("about_id"))
    listings = alert.among(new).exclude(author=person).select_related("neighbourhood").order_by("pk")
    return [listing for listing in listings[: 2 * MOST] if is_news(listing)]


def _message(person: Person, account: Account, listings: list[Listing]) -> EmailMultiAlternatives:
    with translation.override(settings.LANGUAGE_CODE):
        stop = settings.CALADE_ORIGIN + address_of_end_of_all(person)
        subject = _("Calade: what is new on the mutual-aid board")
        context = {"listings": listings, "origin": settings.CALADE_ORIGIN, "stop": stop, "subject": subject}
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("mutual_aid/mail_alerts.txt", context),
            to=[account.email],
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        message.attach_alternative(render_to_string("mutual_aid/mail_alerts.html", context), "text/html")
        return message
