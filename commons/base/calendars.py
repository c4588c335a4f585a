"""Calendars for other programs (RFC 5545): how what happens is written for them.

Never a name: these files lie on telephones and at calendar services.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Happening:
    """One entry. `sequence` only ever rises: it is that of the journal."""

    uid: str
    title: str
    starts: date | datetime
    ends: date | datetime
    where: str
    path: str
    sequence: int
    changed: datetime
    is_cancelled: bool = False

    @property
    def is_coming(self) -> bool:
        """Not over, and not called off; an all-day one ends with the day after it."""
        if self.is_cancelled:
            return False
        if isinstance(self.ends, datetime):
            return self.ends > timezone.now()
        return self.ends > timezone.localdate()


def written(name: str, happenings: Iterable[Happening], *, of: str) -> bytes:
    """The file, with the time zone that its hours are in. `of` names the part of the town that writes it."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Calade//{of}//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for happening in happenings:
        calendar.add_component(_event(happening))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _event(happening: Happening) -> Event:
    event = Event()
    host = urlsplit(settings.CALADE_ORIGIN).hostname or "localhost"
    event.add("uid", f"{happening.uid}@{host}")
    event.add("dtstamp", happening.changed)
    event.add("last-modified", happening.changed)
    event.add("sequence", happening.sequence)
    event.add("summary", happening.title)
    event.add("dtstart", happening.starts)
    event.add("dtend", happening.ends)
    if happening.where:
        event.add("location", happening.where)
    event.add("url", settings.CALADE_ORIGIN + happening.path)
    event.add("status", "CANCELLED" if happening.is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if isinstance(happening.starts, datetime) else "TRANSPARENT")
    return event


def there(moment: datetime) -> datetime:
    """On the town's clocks."""
    return moment.astimezone(timezone.get_default_timezone())
