"""Asking the two databases the same question: which documents hold these stems, best first.

Stems are letters and digits only, and each is quoted: nothing that a person types reaches the query language.
A word in the title counts most, then one in a heading.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

SEARCH = {
    "sqlite": (
        "SELECT d.id FROM search_stems JOIN search_searchdocument d ON d.id = search_stems.rowid "
        "WHERE search_stems MATCH %s{narrowed} ORDER BY bm25(search_stems, 10.0, 4.0, 1.0) LIMIT %s"
    ),
    "postgresql": (
        "SELECT d.id FROM search_searchdocument d, to_tsquery('simple', %s) AS asked "
        "WHERE d.stems @@ asked{narrowed} ORDER BY ts_rank_cd(d.stems, asked) DESC LIMIT %s"
    ),
}
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
    asked = (_for_sqlite if connection.vendor == "sqlite" else _for_postgresql)(words, some, begun, in_title)
    sql, values = narrowed.conditions()
    with connection.cursor() as cursor:
        cursor.execute(SEARCH[connection.vendor].format(narrowed=sql), [asked, *values, limit])
        return [row[0] for row in cursor.fetchall()]


def _for_sqlite(words: Sequence[str], some: bool, begun: bool, in_title: bool) -> str:
    asked = (" OR " if some else " AND ").join(f'"{word}"' for word in words) + ("*" if begun else "")
    return f"title_stems : ({asked})" if in_title else asked


def _for_postgresql(words: Sequence[str], some: bool, begun: bool, in_title: bool) -> str:
    weight = "A" if in_title else ""
    marks = [weight] * (len(words) - 1) + [("*" if begun else "") + weight]
    parts = [f"'{word}'" + (f":{mark}" if mark else "") for word, mark in zip(words, marks, strict=True)]
    return (" | " if some else " & ").join(parts)
