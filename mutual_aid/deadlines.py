"""When a listing's time runs out: days of the town's calendar, so that summer time changes nothing. No database."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

AFTER_NEEDED = 3  # days that a listing stays after the day it was needed by
WITHOUT_DATE = 30
LONGEST = 365
GRACE = 7  # days more for a listing whose helpers are found: the help may still be under way
STANDING = 365  # what has no end is asked once a year whether it still holds
ASKED_BEFORE = 30  # and there are so many days to answer
SOON = 7
REMINDERS = (SOON, 2)  # days before the end
LAPSE = 7
RENEWABLE = 60
REOPENABLE = 14
SILENCE = timedelta(hours=72)
UMBRELLA = 7  # days that a thread stays open after the end of help that was given


def end_of(day: date) -> datetime:
    """Midnight after that day on the town's clocks: 23, 24 or 25 hours after the midnight before it."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=timezone.get_default_timezone())


def days_after(moment: datetime, days: int) -> datetime:
    """The same hour on the town's clocks, so many days later (or earlier)."""
    there = moment.astimezone(timezone.get_default_timezone())
    shifted = there.replace(tzinfo=None) + timedelta(days=days)
    return shifted.replace(tzinfo=timezone.get_default_timezone())


def expiry(needs_by: date | None, today: date) -> datetime:
    """Three days after the day it is needed by, else thirty days from today; never more than a year."""
    last = needs_by + timedelta(days=AFTER_NEEDED) if needs_by else today + timedelta(days=WITHOUT_DATE)
    return end_of(min(last, today + timedelta(days=LONGEST)))


def standing_until(today: date) -> datetime:
    return end_of(today + timedelta(days=STANDING))


def next_reminder(expires_at: datetime | None, now: datetime, *, standing: bool = False) -> datetime | None:
    """When its author is to be told next that the end is near; None when they have been told all, or know it."""
    if expires_at is None:
        return None
    before = [ASKED_BEFORE] if standing else REMINDERS
    moments = [days_after(expires_at, -days) for days in before]
    return min((moment for moment in moments if moment > now), default=None)


def as_day(value: date | datetime | None) -> date | None:
    """The day on the town's calendar; a moment is told by the town's clocks."""
    if isinstance(value, datetime):
        return (
            timezone.localtime(value, timezone.get_default_timezone()).date()
            if value.tzinfo
            else value.date()
        )
    return value
