"""Hours of the town's own clock."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date

YEARS = range(1900, 3000)


def last_at(hour: int, now: datetime) -> datetime:
    """The last moment up to `now` at which it was that hour here: on the clock, in the night of summer time too."""
    here = timezone.localtime(now)
    then = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return then if then <= here else then - timedelta(days=1)


def day_named(text: str) -> date | None:
    """The day that an address names as 2026-12-01. The ends of the calendar are none: their midnight here lies
    beyond it elsewhere.
    """
    try:
        found = parse_date(text)
    except ValueError:  # the 31st of February
        return None
    return found if found and found.year in YEARS else None
