"""Days on which a thing is free: spans in words, and a calendar as a table. No database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from commons.base.templatetags.calade import said_words

LONGEST = 60  # days that one loan may last, a longer wish included
AHEAD = 180  # days from today on which a loan may end
WEEKS = 8  # of the calendar that is shown
FEW = 3

Span = tuple[date, date]


@dataclass(frozen=True)
class Day:
    day: date
    is_taken: bool
    is_past: bool


def free_spans(taken: Iterable[Span], first: date, last: date) -> list[Span]:
    """What is left between `first` and `last` (both included) when the taken spans are taken out."""
    free, here = [], first
    for start, end in sorted(taken):
        if start > last:
            break
        if start > here:
            free.append((here, start - timedelta(days=1)))
        here = max(here, end + timedelta(days=1))
    return [*free, (here, last)] if here <= last else free


def nearest_free(taken: Sequence[Span], wish: Span, today: date) -> list[Span]:
    """The few free spans that are closest to what somebody wished, in order."""
    free = free_spans(taken, today, today + timedelta(days=AHEAD))
    free.sort(key=lambda span: max((span[0] - wish[1]).days, (wish[0] - span[1]).days, 0))
    return sorted(free[:FEW])


def span_words(span: Span) -> str:
    start, end = span
    if start == end:
        return str(_("on %(day)s") % {"day": said_words(start)})
    return _("from %(first)s to %(last)s") % {"first": said_words(start), "last": said_words(end)}


def free_words(taken: Sequence[Span], wish: Span, today: date) -> str:
    """A sentence for the field: which days are free."""
    free = nearest_free(taken, wish, today)
    if not free:
        return _("It is promised for the next six months.")
    spans = "; ".join(span_words(span) for span in free)
    return _("Somebody else has it on some of these days. It is free %(spans)s.") % {"spans": spans}


def calendar(taken: Sequence[Span], today: date, weeks: int = WEEKS) -> list[list[Day]]:
    """Whole weeks from Monday on, beginning with this one."""
    monday = today - timedelta(days=today.weekday())
    return [
        [_day(monday + timedelta(days=7 * week + n), taken, today) for n in range(7)] for week in range(weeks)
    ]


def _day(day: date, taken: Sequence[Span], today: date) -> Day:
    return Day(day, any(start <= day <= end for start, end in taken), day < today)


def why_not(first: date, last: date, today: date) -> dict[str, str]:
    """What is wrong with these days, at the field that is wrong; nothing when they make sense."""
    if first < today:
        return {"starts_on": _("This day is past. Please choose another one.")}
    if last < first:
        return {"ends_on": _("It ends before it begins. Please choose a later day.")}
    if (last - first).days >= LONGEST:
        return {"ends_on": _("A loan lasts sixty days at most.")}
    if (last - today).days > AHEAD:
        return {"ends_on": _("Please choose days within the next six months.")}
    return {}
