"""How long a bulletin may hold. Pure functions over moments."""

from datetime import datetime, timedelta

LONGEST = timedelta(days=7)


def ends_too_late(start: datetime | None, end: datetime, now: datetime) -> bool:
    """More than seven days after it begins to hold: an update prolongs it, so that somebody looks again."""
    return end > max(start or now, now) + LONGEST


def ends_too_soon(start: datetime | None, end: datetime, now: datetime) -> bool:
    """Over before anybody could have read it."""
    return end <= max(start or now, now)
