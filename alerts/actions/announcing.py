"""Residents are told, by the worker: a thousand in each transaction, so that fifty thousand need no more memory."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django_tasks import task

from alerts.kinds import GRAVITY, Level
from alerts.models import Announcement, Wish
from alerts.subscribers import concerns_subscribers, tell_subscribers
from commons.notices.actions import mail_notice
from commons.notices.crowd import Told, tell_crowd
from commons.notices.models import Notice
from commons.people.models import Person

SLICE = 1000


@dataclass(frozen=True)
class Resident:
    """One row of those who may be told, with what they wish; None where they have never chosen."""

    pk: int
    notice_from: str | None
    mail_from: str | None
    night: bool | None
    reads_mail: bool | None


FIELDS = [
    "pk",
    "alert_wish__notice_from",
    "alert_wish__mail_from",
    "alert_wish__night",
    "account__mail_wanted",
]


@transaction.atomic
def announce_some() -> int:
    """The next slice of the oldest announcement that is not finished; returns how many people were looked at."""
    rows = Announcement.objects.filter(finished_at=None).select_related("bulletin__alert", "entry")
    announcement = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if announcement is None:
        return 0
    residents = _residents(announcement) if announcement.still_counts else []
    crowd = [told for one in residents if (told := _told(one, announcement))]
    if crowd:
        announcement.mailed += _tell(announcement, crowd)
    announcement.told += len(crowd)
    if len(residents) < SLICE:
        announcement.finished_at = timezone.now()
        if concerns_subscribers(announcement.bulletin):
            tell_subscribers.enqueue(announcement.pk)
    else:
        announcement.after = residents[-1].pk
    announcement.save(update_fields=["after", "told", "mailed", "finished_at"])
    return len(residents) or 1


def _residents(announcement: Announcement) -> list[Resident]:
    bulletin = announcement.bulletin
    people = Person.objects.citizens().filter(pk__gt=announcement.after)
    if not bulletin.everywhere:
        people = people.filter(neighbourhood__in=bulletin.areas.values("pk"))
    if bulletin.alert.drill:
        people = people.filter(alert_wish__drills=True)
    return [Resident(*row) for row in people.order_by("pk").values_list(*FIELDS)[:SLICE]]


def _told(resident: Resident, announcement: Announcement) -> Told | None:
    """None for who wants to hear of graver things only, and for who did it."""
    level = Level(announcement.bulletin.level)
    if resident.pk == announcement.entry.by_id or not _wants(
        resident.notice_from or Wish.From.INFORMATION, level
    ):
        return None
    matters = _wants(resident.mail_from or Wish.From.DANGER, level)
    return Told(
        resident.pk,
        by_mail=matters and bool(resident.reads_mail),
        by_push=matters,
        urgent=level == Level.DANGER and bool(resident.night),
    )


def _wants(chosen: str, level: Level) -> bool:
    return chosen != Wish.From.NEVER and GRAVITY[level] >= GRAVITY[Level(chosen)]


def _tell(announcement: Announcement, crowd: list[Told]) -> int:
    bulletin = announcement.bulletin
    with translation.override(settings.LANGUAGE_CODE):
        title = bulletin.headline
    return tell_crowd(
        announcement.entry,
        crowd,
        href=bulletin.alert.get_absolute_url(),
        title=title,
        bundle=f"alert:{bulletin.alert_id}",
        mail=mail_alert,
    )


@task
def mail_alert(notice_id: int) -> None:
    """As any notice is mailed; but what no longer holds in the morning wakes nobody."""
    notice = Notice.objects.select_related("entry").filter(pk=notice_id).first()
    announcement = (
        Announcement.objects.select_related("bulletin", "entry").filter(entry=notice.entry).first()
        if notice
        else None
    )
    if announcement and announcement.still_counts:
        mail_notice.call(notice_id)
