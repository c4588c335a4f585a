"""Who is told of vigilance and danger by e-mail without an account. As for residents, nothing wakes them at night."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from alerts.kinds import GRAVITY, Level
from alerts.models import Announcement, Bulletin
from alerts.states import PUBLIC
from commons.base.numbers import natural
from commons.journal.jobs import enqueue_all
from commons.notices import bulletins
from commons.notices.actions import mail_subscriber
from commons.notices.models import Subscription
from commons.notices.quiet import next_waking
from commons.places.models import Neighbourhood

KIND = "alerts"
TOWN = "ville"
SLICE = 500
MOST = 10


class WholeTown:
    def __str__(self) -> str:
        return _("the whole town")

    def get_absolute_url(self) -> str:
        return reverse("alerts:list")


def _find(key: str) -> Any:
    return WholeTown() if key == TOWN else Neighbourhood.objects.filter(pk=natural(key) or 0).first()


def _offered() -> Iterable[tuple[str, str]]:
    yield TOWN, _("the whole town")
    for pk, name in Neighbourhood.objects.values_list("pk", "name"):
        yield str(pk), name


def _relayed(key: str, since: datetime, until: datetime) -> Sequence[bulletins.Line]:
    """In the weekly message of a neighbourhood: what was relayed for it in particular."""
    rows = Bulletin.objects.filter(state__in=PUBLIC, alert__drill=False, areas=natural(key) or 0)
    rows = rows.filter(published_at__gt=since, published_at__lte=until).select_related("alert").order_by("pk")
    return [
        bulletins.Line(one.get_level_display(), one.title, one.get_absolute_url(), one.published_at or until)
        for one in rows[:MOST]
    ]


def register() -> None:
    label = gettext_lazy("At once, what the authorities say of vigilance and danger: %(what)s")
    heading = gettext_lazy("At once, what the authorities say of vigilance and danger")
    bulletins.register(bulletins.Kind(KIND, _find, _offered, heading, label, weekly=False))
    bulletins.tells_news("neighbourhood", 10, _relayed)


def concerns_subscribers(bulletin: Bulletin) -> bool:
    return not bulletin.alert.drill and GRAVITY[Level(bulletin.level)] >= GRAVITY[Level.VIGILANCE]


@task
def tell_subscribers(announcement_id: int, after: int = 0) -> None:
    """A slice of them; the next one is another job, so that memory stays flat."""
    announcement = Announcement.objects.select_related("bulletin__alert").filter(pk=announcement_id).first()
    if announcement is None or not announcement.still_counts:
        return
    rows = Subscription.objects.confirmed().filter(kind=KIND, pk__gt=after)
    if not announcement.bulletin.everywhere:
        areas = announcement.bulletin.areas.values_list("pk", flat=True)
        rows = rows.filter(key__in=[TOWN, *map(str, areas)])
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:SLICE])
    due = next_waking(timezone.now())
    enqueue_all(mail_alert_to, [([key, announcement_id], due) for key in keys])
    if len(keys) == SLICE:
        tell_subscribers.enqueue(announcement_id, keys[-1])


@task
def mail_alert_to(subscription_id: int, announcement_id: int) -> None:
    """What no longer holds in the morning is not sent."""
    announcement = (
        Announcement.objects.select_related("bulletin__alert", "entry").filter(pk=announcement_id).first()
    )
    if announcement is None or not announcement.still_counts:
        return
    bulletin = announcement.bulletin
    with translation.override(settings.LANGUAGE_CODE):
        title = bulletin.headline
        if announcement.is_of_end:
            title = _("Cancelled: %(title)s") % {"title": title}
        mail_subscriber(
            subscription_id,
            subject=_("Calade: %(what)s") % {"what": title},
            template="alerts/mail_subscriber",
            context={"bulletin": bulletin, "title": title},
            name=f"announcement {announcement.pk}",
        )
