"""On which days something takes place again, and at which moment by the town's clocks. No database."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = 183  # days from the first to the last: half a year, and then somebody decides anew
AHEAD = 28  # days for which listings are made beforehand


class Rule(TextChoices):
    WEEKLY = "weekly", _("every week")
    FORTNIGHTLY = "fortnightly", _("every two weeks")
    MONTHLY = "monthly", _("every month")


def days(rule: str, first: date, last: date) -> Iterator[date]:
    """The first day and those that follow, up to `last`. The 31st is the last day of a shorter month."""
    step = 0
    day = first
    while day <= last:
        yield day
        step += 1
        day = _month_later(first, step) if rule == Rule.MONTHLY else first + _apart(rule) * step


def _apart(rule: str) -> timedelta:
    return timedelta(weeks=2 if rule == Rule.FORTNIGHTLY else 1)


def _month_later(first: date, months: int) -> date:
    """Counted from the first day, so that a 31st that was a 28th in February is a 31st again in March."""
    years, month = divmod(first.month - 1 + months, 12)
    year = first.year + years
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def moment(day: date, hour: time) -> datetime:
    """That hour of that day in the town, in summer and in winter; one that the clocks leave out is an hour later."""
    there = datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
    return there.astimezone(timezone.get_fixed_timezone(0)).astimezone(timezone.get_default_timezone())
