"""The hours in which nobody is woken: what is not urgent waits for the morning. Pure functions over moments."""

from datetime import datetime, time, timedelta

from django.utils import timezone

EVENING, MORNING = time(21), time(8)


def is_quiet(moment: datetime) -> bool:
    hour = _on_our_clocks(moment).time()
    return hour >= EVENING or hour < MORNING


def next_waking(moment: datetime) -> datetime:
    """Eight o'clock on the town's clocks, of this day or the next; the moment itself when nobody sleeps."""
    if not is_quiet(moment):
        return moment
    here = _on_our_clocks(moment)
    day = here.date() + timedelta(days=1) if here.time() >= EVENING else here.date()
    return datetime.combine(day, MORNING, tzinfo=timezone.get_default_timezone())


def _on_our_clocks(moment: datetime) -> datetime:
    return timezone.localtime(moment, timezone.get_default_timezone())
