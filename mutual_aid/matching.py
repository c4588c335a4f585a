"""Who could help with this, what could this person do: each with its reasons in words. No database.

Nobody is scored. A match is three plain facts (what they said they do, how near, when they are free); those who
match equally well come in an order drawn by lot, so that nobody is always asked first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from django.utils.translation import gettext

from mutual_aid.availability import PARTS, WEEK, Moment, Part
from mutual_aid.categories import Category
from mutual_aid.nearness import NOWHERE, ORDER, Nearness, Spot, is_within, nearness

MOST_ASKED = 2  # times in seven days that the town asks somebody


@dataclass(frozen=True)
class Wanted:
    """What a listing asks for. `on_day`: on that very day; else any day up to it will do."""

    key: int
    category: Category
    spot: Spot = NOWHERE
    day: date | None = None
    part: Part | None = None
    on_day: bool = False


@dataclass(frozen=True)
class Willing:
    """What somebody said they can do. `free` empty: they did not say when, which excludes nothing."""

    person: int
    categories: frozenset[Category]
    free: frozenset[Moment] = frozenset()
    reach: Nearness = Nearness.ANYWHERE
    spot: Spot = NOWHERE
    paused_until: date | None = None

    def is_paused(self, today: date) -> bool:
        return self.paused_until is not None and today <= self.paused_until


class Reasons(NamedTuple):
    """Why a listing and a person go together."""

    category: Category
    near: Nearness | None
    free: Moment | None

    @property
    def for_them(self) -> str:
        """To the person: "you said gardening, same neighbourhood, Saturday morning"."""
        return ", ".join(
            [gettext("you said “%(category)s”") % {"category": self.category.label}, *self._rest]
        )

    @property
    def for_mediators(self) -> str:
        """Of the person: "said gardening, same neighbourhood, Saturday morning"."""
        return ", ".join([gettext("said “%(category)s”") % {"category": self.category.label}, *self._rest])

    @property
    def _rest(self) -> list[str]:
        near = [] if self.near in (None, Nearness.ANYWHERE) else [str(self.near.label)]
        return near + ([str(self.free)] if self.free else [])


def reasons(wanted: Wanted, willing: Willing, today: date) -> Reasons | None:
    """Why they go together, or None when they do not."""
    if wanted.category not in willing.categories or willing.is_paused(today):
        return None
    near = nearness(wanted.spot, willing.spot)
    if not is_within(near, willing.reach):
        return None
    good = _moments(wanted, today)
    free = next((moment for moment in good if moment in willing.free), None)
    if willing.free and free is None:
        return None
    return Reasons(wanted.category, near, free if wanted.day or wanted.part else None)


def who_could_help(
    wanted: Wanted,
    people: Iterable[Willing],
    *,
    today: date,
    asked: Mapping[int, int] | None = None,
    lot: Random | None = None,
) -> list[tuple[Willing, Reasons]]:
    """Those who could, but for whom `asked` counts two requests in the last seven days."""
    tired = {person for person, times in (asked or {}).items() if times >= MOST_ASKED}
    found = [
        (willing, why)
        for willing in people
        if willing.person not in tired and (why := reasons(wanted, willing, today))
    ]
    (lot or Random()).shuffle(found)  # noqa: S311 (fairness, not secrecy)
    return sorted(found, key=lambda one: _distance(one[1]))


def what_could_be_done(
    willing: Willing, listings: Iterable[Wanted], *, today: date, lot: Random | None = None
) -> list[tuple[Wanted, Reasons]]:
    """What this person could do, the nearest first and by lot among these."""
    found = [(wanted, why) for wanted in listings if (why := reasons(wanted, willing, today))]
    (lot or Random()).shuffle(found)  # noqa: S311 (fairness, not secrecy)
    return sorted(found, key=lambda one: _distance(one[1]))


def _distance(why: Reasons) -> int:
    return ORDER.index(why.near or Nearness.ANYWHERE)


def _moments(wanted: Wanted, today: date) -> list[Moment]:
    """When it could be done, the earliest first; a week holds every weekday."""
    parts = [wanted.part] if wanted.part else PARTS
    if wanted.day is None:
        return [moment for moment in WEEK if moment.part in parts]
    if wanted.on_day:
        days = [wanted.day]
    else:
        days = [today + timedelta(n) for n in range(min(7, max(1, (wanted.day - today).days + 1)))]
    return [Moment(day.weekday(), part) for day in days for part in parts]
