"""The hours in which nobody is woken: what is not urgent waits for the morning. Pure functions over moments."""

from datetime import datetime, time, timedelta

from django.utils import timezone

EVENING, MORNING = time(21), time(8)


def is_quiet(moment: datetime) -> bool:
    hour = _on_our_clocks(moment).time()
    return hour >= EVENING or hour < MORNING


def awake_from(moment: datetime, quiet_from: int, quiet_until: int) -> datetime:
    """The moment itself, or the end of the quiet hours in which it lies. Two equal hours are none."""
    hour = _on_our_clocks(moment).hour
    if quiet_from < quiet_until:
        sleeps = quiet_from <= hour < quiet_until
    else:
        sleeps = quiet_from != quiet_until and (hour >= quiet_from or hour < quiet_until)
    if not sleeps:
        return moment
    here = _on_our_clocks(moment)
    day = here.date() + timedelta(days=1) if hour >= quiet_until else here.date()
    return datetime.combine(day, time(quiet_until), tzinfo=timezone.get_default_timezone())


def next_waking(moment: datetime) -> datetime:
    """Eight o'clock on the town's clocks, of this day or the next; the moment itself when nobody sleeps."""
    if not is_quiet(moment):
        return moment
    here = _on_our_clocks(moment)
    day = here.date() + timedelta(days=1) if here.time() >= EVENING else here.date()
    return datetime.combine(day, MORNING, tzinfo=timezone.get_default_timezone())


def _on_our_clocks(moment: datetime) -> datetime:
    return timezone.localtime(moment, timezone.get_default_timezone())
