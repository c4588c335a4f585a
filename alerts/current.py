"""What holds now: read once per process, since every page asks. The clock decides at each page, not what is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from alerts.kinds import GRAVITY, Level
from alerts.models import AlertAck, Bulletin, Wish
from alerts.verbs import SHOWN_CHANGES
from commons.live.remembered import Remembered
from commons.people.models import Person

DAY = 24 * 3600


@dataclass(frozen=True)
class Shown:
    """All that a banner may say."""

    bulletin: Bulletin
    href: str
    begins: datetime
    ends: datetime

    def holds(self, now: datetime) -> bool:
        return self.begins <= now < self.ends


def _read() -> tuple[Shown, ...]:
    """The gravest first, then the newest."""
    rows = Bulletin.objects.holding().filter(valid_until__gt=timezone.now()).order_by("-published_at", "-pk")
    found = list(rows.select_related("alert").defer("body"))
    # Mostly they hold everywhere, and then nothing is asked about neighbourhoods.
    prefetch_related_objects([bulletin for bulletin in found if not bulletin.everywhere], "areas")
    found.sort(key=lambda bulletin: -GRAVITY[Level(bulletin.level)])
    return tuple(
        Shown(bulletin, bulletin.get_absolute_url(), bulletin.valid_from, bulletin.valid_until)
        for bulletin in found
        if bulletin.valid_from
    )


relayed = Remembered(_read, until=SHOWN_CHANGES)


def holding_now(*, drills: bool = False) -> list[Shown]:
    now = timezone.now()
    return [one for one in relayed() if one.holds(now) and (drills or not one.bulletin.alert.drill)]


# What one member has closed is asked on each of their pages while something holds: kept where all processes look.
def shown_to(person: Person | None) -> list[Shown]:
    """What holds now, without what this person has closed; drills are for those who take part."""
    shown = holding_now(drills=bool(person))
    if not shown or not person:
        return shown
    known: Any = cache.get(_key(person))
    if known is None:
        known = _facts_of(person)
        cache.set(_key(person), known, timeout=DAY)
    read, drills = known
    return [one for one in shown if one.bulletin.pk not in read and (drills or not one.bulletin.alert.drill)]


def _facts_of(person: Person) -> tuple[list[int], bool]:
    running = [one.bulletin.pk for one in relayed()]
    acks = AlertAck.objects.filter(person=person, bulletin__in=running)
    return list(acks.values_list("bulletin", flat=True)), Wish.objects.filter(
        person=person, drills=True
    ).exists()


def forget_reader_now_and_on_commit(person: Person) -> None:
    """Both: a page that is made meanwhile writes down what was before."""
    cache.delete(_key(person))
    transaction.on_commit(lambda: cache.delete(_key(person)))


def _key(person: Person) -> str:
    return f"alerts:read:{person.pk}"
