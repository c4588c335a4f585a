"""Asking the two databases the same question: which documents hold these stems, best first.

Stems are letters and digits only, and each is quoted: nothing that a person types reaches the query language.
A word in the title counts most, then one in a heading. To weigh a document costs far more than to find it, so of
words that stand nearly everywhere only the documents that were added last are weighed, and those with the words in
their title.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

WEIGHED = 3000
HOLDING = {
    "sqlite": "search_stems JOIN search_searchdocument d ON d.id = search_stems.rowid WHERE search_stems MATCH %s",
    "postgresql": (
        "to_tsquery('simple', %s) AS asked JOIN search_searchdocument d ON d.stems @@ asked WHERE TRUE"
    ),
}
BEST = {"sqlite": "bm25(search_stems, 10.0, 4.0, 1.0)", "postgresql": "ts_rank_cd(d.stems, asked) DESC"}
# What SQLite's index itself is ordered by: only so does it stop early.
NUMBER = {"sqlite": "search_stems.rowid", "postgresql": "d.id"}
WEIGH = (
    "WITH last AS (SELECT {number} AS number FROM {holding}{narrowed} ORDER BY {number} DESC LIMIT %s) "
    "SELECT d.id, (SELECT count(*) FROM last) FROM {holding}{narrowed} "
    "AND {number} >= (SELECT min(number) FROM last) ORDER BY {best} LIMIT %s"
)
# Where one text begins in another, counted from 1; 0 when it is not there.
PLACE_OF = {"sqlite": "instr(d.tags, %s)", "postgresql": "strpos(d.tags, %s)"}


@dataclass(frozen=True)
class Narrowed:
    """What a reader may see, and what they asked to see only."""

    members_too: bool = False
    kind: str = ""
    group: int | None = None
    since: datetime | None = None
    tag: str = ""

    def conditions(self) -> tuple[str, list[Any]]:
        """SQL to put behind a condition, and its values."""
        found: list[tuple[str, Any]] = []
        if not self.members_too:
            found.append(("d.members_only = %s", False))
        if self.kind:
            found.append(("d.kind = %s", self.kind))
        if self.group is not None:
            found.append(("d.group_id = %s", self.group))
        if self.tag:
            found.append((f"{PLACE_OF[connection.vendor]} > 0", f"\n{self.tag}\n"))
        if self.since is not None:
            found.append(("d.at >= %s", connection.ops.adapt_datetimefield_value(self.since)))
        return "".join(f" AND {sql}" for sql, _value in found), [value for _sql, value in found]


EVERYTHING = Narrowed()


def find(
    stems: Sequence[str],
    limit: int,
    narrowed: Narrowed,
    *,
    some: bool = False,
    begun: bool = False,
    in_title: bool = False,
) -> list[int]:
    """Ids of documents that hold every stem, or with `some` any of them. `begun`: the last one may be the beginning
    of a word. [] for no stems.
    """
    words = [clean for stem in stems if (clean := "".join(c for c in stem if c.isalnum()))]
    if not words:
        return []
    compose = _for_sqlite if connection.vendor == "sqlite" else _for_postgresql
    found, everywhere = _weighed(compose(words, some, begun, in_title), limit, narrowed)
    if everywhere and not in_title:
        titled, _everywhere = _weighed(compose(words, some, begun, True), limit, narrowed)
        found = list(dict.fromkeys([*titled, *found]))[:limit]
    return found


def _weighed(asked: str, limit: int, narrowed: Narrowed) -> tuple[list[int], bool]:
    """The best of those that were added last, and whether there are more."""
    vendor = connection.vendor
    condition, values = narrowed.conditions()
    parts = {
        "holding": HOLDING[vendor],
        "narrowed": condition,
        "best": BEST[vendor],
        "number": NUMBER[vendor],
    }
    with connection.cursor() as cursor:
        cursor.execute(WEIGH.format(**parts), [asked, *values, WEIGHED, asked, *values, limit])
        rows = cursor.fetchall()
    return [row[0] for row in rows], bool(rows) and rows[0][1] == WEIGHED


def _for_sqlite(words: Sequence[str], some: bool, begun: bool, in_title: bool) -> str:
    asked = (" OR " if some else " AND ").join(f'"{word}"' for word in words) + ("*" if begun else "")
    return f"title_stems : ({asked})" if in_title else asked


def _for_postgresql(words: Sequence[str], some: bool, begun: bool, in_title: bool) -> str:
    weight = "A" if in_title else ""
    marks = [weight] * (len(words) - 1) + [("*" if begun else "") + weight]
    parts = [f"'{word}'" + (f":{mark}" if mark else "") for word, mark in zip(words, marks, strict=True)]
    return (" | " if some else " & ").join(parts)
