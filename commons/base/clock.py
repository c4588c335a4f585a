"""Hours of the town's own clock."""

from datetime import datetime, timedelta

from django.utils import timezone


def last_at(hour: int, now: datetime) -> datetime:
    """The last moment up to `now` at which it was that hour here: on the clock, in the night of summer time too."""
    here = timezone.localtime(now)
    then = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return then if then <= here else then - timedelta(days=1)
