"""When somebody is free: seven days, three parts of each. Kept as one number of 21 bits. No database."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Part(TextChoices):
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")


PARTS = list(Part)
DAYS = range(7)


class Moment(NamedTuple):
    """A part of a day of the week; Monday is 0, as for `date.weekday()`."""

    weekday: int
    part: Part

    @property
    def bit(self) -> int:
        return 1 << (self.weekday * len(PARTS) + PARTS.index(self.part))

    @property
    def key(self) -> str:
        """As a form sends it."""
        return f"{self.weekday}-{self.part.value}"

    def __str__(self) -> str:
        """ "Saturday morning"."""
        words = {"day": str(WEEKDAYS[self.weekday]), "part": str(self.part.label)}
        return gettext("%(day)s %(part)s") % words


WEEK = [Moment(day, part) for day in DAYS for part in PARTS]
BITS = [(moment.bit, moment) for moment in WEEK]
BY_KEY = {moment.key: moment for moment in WEEK}


def packed(moments: Iterable[Moment]) -> int:
    return sum(moment.bit for moment in set(moments))


def unpacked(bits: int) -> frozenset[Moment]:
    return frozenset(moment for bit, moment in BITS if bits & bit)
