"""Figures of the board without people. Pure functions: no database.

`published` makes one partition of all that was counted: every listing stands in exactly one row, no row counts fewer
than five, and no total is told beside it. Whoever subtracts rows from one another finds nothing smaller.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEAST = 5
SEVERAL = ""  # what a small number was taken together with others of

Cell = tuple[str, str, str, str]  # month, kind, category, neighbourhood


@dataclass(frozen=True)
class Row:
    """An empty column says "several": what was too few to stand alone was joined there."""

    month: str
    kind: str
    category: str
    neighbourhood: str
    count: int


def published(counts: Mapping[Cell, int], *, least: int = LEAST) -> list[Row]:
    """Small cells are joined over neighbourhoods, categories, kinds, then months; what is left is not told."""
    waiting, rows = dict(counts), []
    for known in (4, 3, 2, 1, 0):
        joined: dict[Cell, int] = defaultdict(int)
        for cell, count in waiting.items():
            joined[_shortened(cell, known)] += count
        rows += [Row(*cell, count) for cell, count in joined.items() if count >= least]
        waiting = {cell: count for cell, count in joined.items() if count < least}
    return sorted(rows, key=lambda row: (row.month, row.kind, row.category, row.neighbourhood))


def _shortened(cell: Cell, known: int) -> Cell:
    month, kind, category, neighbourhood = (*cell[:known], *[SEVERAL] * (4 - known))
    return month, kind, category, neighbourhood


@dataclass
class Balance:
    """Of one category, or one neighbourhood: how many wait, for how long, and how many offer."""

    name: str
    waiting: int = 0
    days: int = 0  # of the one that waits longest
    offers: int = 0

    @property
    def lacks_offers(self) -> bool:
        return self.waiting > self.offers


def balanced(waiting: Iterable[tuple[str, int]], offers: Iterable[str]) -> list[Balance]:
    """From (name, days) of each request without an answer, and the name of each offer: longest wait first."""
    found: dict[str, Balance] = {}
    for name, days in waiting:
        here = found.setdefault(name, Balance(name))
        here.waiting, here.days = here.waiting + 1, max(here.days, days)
    for name in offers:
        found.setdefault(name, Balance(name)).offers += 1
    return sorted(found.values(), key=lambda here: (-here.days, -here.waiting, here.name))
