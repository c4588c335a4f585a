"""What moderation did, in numbers that everybody may read and that point at nobody."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.rules import Rule
from commons.moderation.flaggable import kind_of
from commons.moderation.models import Appeal, Case, Decision, Flag
from commons.moderation.states import DecisionState

FEWEST = 5
MONTHS = 12
MOST_LISTED = 40
A_DAY = 86_400


def blurred(number: int) -> str:
    """Small numbers say too much about somebody in a small town."""
    return _("fewer than 5") if 0 < number < FEWEST else str(number)


@dataclass(frozen=True)
class Month:
    """`days`: the median between a flag and its answer, "" when too few were answered."""

    first: date
    flags: str
    decisions: str
    days: str
    appeals: str
    reversed: str


def months() -> list[Month]:
    """The last twelve, the newest first."""
    return [_month(first, after) for first, after in _bounds()]


def _bounds() -> list[tuple[date, date]]:
    today = timezone.localdate()
    starts = [_back(today, at) for at in range(-1, MONTHS)]
    return [(starts[at + 1], starts[at]) for at in range(MONTHS)]


def _back(day: date, months: int) -> date:
    """The first of the month so many months ago."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _month(first: date, after: date) -> Month:
    begin, end = _moment(first), _moment(after)
    appeals = Appeal.objects.filter(created__gte=begin, created__lt=end)
    answered = Case.objects.settled().filter(closed_at__gte=begin, closed_at__lt=end)
    return Month(
        first=first,
        flags=blurred(Flag.objects.filter(created__gte=begin, created__lt=end).count()),
        decisions=blurred(_taken(begin).filter(at__lt=end).count()),
        days=_median(answered.values_list("created", "closed_at")),
        appeals=blurred(appeals.count()),
        reversed=blurred(appeals.filter(state=Appeal.State.REVERSED).count()),
    )


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def _median(pairs: Iterable[tuple[datetime, datetime | None]]) -> str:
    spans = [(closed - created).total_seconds() / A_DAY for created, closed in pairs if closed]
    return f"{median(spans):.1f}" if len(spans) >= FEWEST else ""


def _taken(since: datetime) -> Any:
    """Without what was proposed and never happened."""
    not_taken = Q(state__in=[DecisionState.PROPOSED, DecisionState.DECLINED])
    return Decision.objects.filter(at__gte=since).exclude(not_taken)


def by_kind() -> list[tuple[str, str]]:
    """[("hidden", "12"), ...] over the twelve months, the most frequent first."""
    labels = dict(Decision.Kind.choices)
    return _counted(str(labels[kind]) for kind in _of_the_year().values_list("kind", flat=True))


def by_rule() -> list[tuple[str, str]]:
    """A decision under two rules counts for both."""
    named = (rule for rules in _of_the_year().values_list("rules", flat=True) for rule in rules.split(","))
    return _counted(str(Rule(rule).label) for rule in named if rule in Rule.values)


def _of_the_year() -> Any:
    return _taken(_moment(_bounds()[-1][0]))


def _counted(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, blurred(number)) for word, number in Counter(words).most_common()]


@dataclass(frozen=True)
class Line:
    """A decision without names: neither of whom, nor by whom, nor about which thing."""

    day: date
    act: str
    what: str
    rules: Sequence[str]
    automatic: bool
    appeal: str


def record() -> list[Line]:
    """The latest decisions, the newest first."""
    taken = _of_the_year().exclude(kind=Decision.Kind.NOTED).order_by("-pk")
    rows = taken.select_related("appeal").prefetch_related("about")[:MOST_LISTED]
    return [
        Line(
            day=timezone.localdate(decision.at),
            act=str(decision.get_kind_display()),
            what=str(kind_of(decision.about).name) if decision.about else "",
            rules=decision.sentences,
            automatic=decision.is_automatic,
            appeal=str(decision.appeal.get_state_display()) if hasattr(decision, "appeal") else "",
        )
        for decision in rows
    ]
