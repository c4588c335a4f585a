"""Asking the two databases the same question: which documents hold these stems, best first.

Stems are letters and digits only, and each is quoted: nothing that a person types reaches the query language.
A word in the title counts most, then one in a heading. To weigh a document costs far more than to find it, so of
words that stand in many documents only those that were added last are weighed, and those with the words in their
title. SQLite moreover counts a word through the whole index before it weighs anything: words that stand nearly
everywhere say little about a document, and are not weighed at all (`docs/decisions.md`).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

JUDGED = 300  # of the last documents that hold the words, to see how common these are
WEIGHED = 600
COMMON = 5_000  # documents that hold the words, as far as can be judged from the last ones
LOOKED_AT = 600  # the newest of all documents, by which PostgreSQL is told where to begin
DOCUMENT = "search_searchdocument d"
FACTS = "d.id, d.kind, d.group_id, d.tags, d.heading_stems"


class Holding(NamedTuple):
    """How a database finds the documents that hold some words: a FROM with its WHERE, and the number to go by; what it
    weighs them by.

    CROSS JOIN is SQLite's way to say that the index is asked first, whatever it believes of the tables.
    """

    rows: str
    number: str
    best: str = ""


IN_TEXTS = {
    "sqlite": Holding(
        f"search_stems CROSS JOIN {DOCUMENT} ON d.id = search_stems.rowid WHERE search_stems MATCH %s",
        "search_stems.rowid",  # what the index itself is ordered by: only so does it stop early
        "bm25(search_stems, 10.0, 4.0, 1.0)",
    ),
    "postgresql": Holding(
        f"{DOCUMENT} WHERE d.stems @@ to_tsquery('simple', %s)",
        "d.id",
        "-ts_rank_cd(d.stems, to_tsquery('simple', %s))",
    ),
}
IN_TITLES = {
    "sqlite": Holding(
        f"search_titles CROSS JOIN {DOCUMENT} ON d.id = search_titles.rowid WHERE search_titles MATCH %s",
        "search_titles.rowid",
    ),
    "postgresql": Holding(
        f"{DOCUMENT} WHERE to_tsvector('simple', d.title_stems) @@ to_tsquery('simple', %s)", "d.id"
    ),
}
# Composed of the words above and nothing that people type, which travels as values: that is what S608 asks about.
LAST = "SELECT {number} AS number FROM {rows}{narrowed} ORDER BY {number} DESC LIMIT %s"
SPAN = f"SELECT number, (SELECT max(id) FROM {DOCUMENT}) FROM ({LAST}) AS last"  # noqa: S608  (our own words)
CHOSEN = f"SELECT {FACTS} FROM ({{chosen}}) AS chosen CROSS JOIN {DOCUMENT} WHERE d.id = chosen.number"  # noqa: S608  (our own words)
SHORTEST = f"{CHOSEN.format(chosen=LAST)} ORDER BY length(d.title), d.id DESC LIMIT %s"
THESE = CHOSEN.format(chosen="{listed}") + " ORDER BY d.id DESC"
# PostgreSQL expects to meet the last ones soon when it reads backwards, and reads everything when they are few.
NEAR = (
    f"SELECT count(*) FROM {DOCUMENT} WHERE d.id > (SELECT max(id) FROM {DOCUMENT}) - %s"  # noqa: S608  (our own words)
    " AND d.stems @@ to_tsquery('simple', %s)"
)
# SQLite weighs while it walks its index, from a number on; PostgreSQL would rather read all rows from there than ask
# its index, and is given the numbers of those to weigh.
BEST = {
    "sqlite": CHOSEN.format(  # noqa: S608  (our own words)
        chosen="SELECT {number} AS number, {best} AS place FROM {rows}{narrowed} AND {number} >= %s"
        " ORDER BY 2, 1 DESC LIMIT %s"
    )
    + " ORDER BY chosen.place, d.id DESC",
    "postgresql": CHOSEN.format(chosen="{listed}") + " ORDER BY {best}, d.id DESC LIMIT %s",
}
LISTED = {
    "sqlite": "SELECT value AS number FROM json_each(%s)",
    "postgresql": "SELECT value::bigint AS number FROM json_array_elements_text(%s::json)",
}
# Where one text begins in another, counted from 1; 0 when it is not there.
PLACE_OF = {"sqlite": "instr(d.tags, %s)", "postgresql": "strpos(d.tags, %s)"}

# First asked whether there is one, which the head of a row tells.
IN_CIRCLES = (
    "(d.circle_id IS NULL OR d.circle_id IN"
    " (SELECT circle_id FROM conversations_seat WHERE person_id = %s AND left_at IS NULL))"
)


class Facts(NamedTuple):
    """What is counted of a document that was found; the rest of it is read when it is shown."""

    pk: int
    kind: str
    group_id: int | None
    tags: str | None
    heading_stems: str


@dataclass(frozen=True)
class Narrowed:
    """What a reader may see, and what they asked to see only. `but_from` are hosts that nobody is shown; `reader` is
    the id of a person, who finds what is said in their circles.
    """

    members_too: bool = False
    reader: int | None = None
    but_from: tuple[str, ...] = ()
    kind: str = ""
    group: int | None = None
    since: datetime | None = None
    tag: str = ""
    town: str = ""  # "here", "elsewhere" or both

    def conditions(self) -> tuple[str, list[Any]]:
        """SQL to put behind a condition, and its values."""
        found: list[tuple[str, Any]] = [("d.home <> %s", home) for home in self.but_from]
        found.append((IN_CIRCLES, self.reader))
        if not self.members_too:
            found.append(("d.members_only = %s", False))
        if self.kind:
            found.append(("d.kind = %s", self.kind))
        if self.town:
            found.append(("d.home = %s" if self.town == "here" else "d.home <> %s", ""))
        if self.group is not None:
            found.append(("d.group_id = %s", self.group))
        if self.tag:
            found.append((f"{PLACE_OF[connection.vendor]} > 0", f"\n{self.tag}\n"))
        if self.since is not None:
            found.append(("d.at >= %s", connection.ops.adapt_datetimefield_value(self.since)))
        return "".join(f" AND {sql}" for sql, _value in found), [value for _sql, value in found]


EVERYTHING = Narrowed()


def find(
    stems: Sequence[str], limit: int, narrowed: Narrowed, *, some: bool = False, begun: bool = False
) -> list[Facts]:
    """Documents that hold every stem, or with `some` any of them. `begun`: the last one may be the beginning of a
    word. [] for no stems.
    """
    asked = _composed(stems, some, begun)
    if not asked:
        return []
    texts = _holding(asked)
    last, newest = _last(texts, narrowed, asked, JUDGED)
    if len(last) < JUDGED:
        return _best(narrowed, asked, last, limit)
    titled = find_titles(stems, limit, narrowed, some=some, begun=begun)
    if len(last) * newest > COMMON * (newest - last[-1] + 1):
        rest = _headed_first(_these(last), stems, some=some)
    else:
        last, _newest = _last(texts, narrowed, asked, WEIGHED)
        rest = _best(narrowed, asked, last, limit)
    return once([*titled, *rest])[:limit]


def find_titles(
    stems: Sequence[str], limit: int, narrowed: Narrowed, *, some: bool = False, begun: bool = False
) -> list[Facts]:
    """The same of titles alone: the fewer other words stand there, the better."""
    asked = _composed(stems, some, begun)
    if not asked:
        return []
    titles = IN_TITLES[connection.vendor]
    return [Facts(*row) for row in _rows(SHORTEST, titles, narrowed, [asked], [WEIGHED, limit])]


def once(found: Iterable[Facts]) -> list[Facts]:
    return list({facts.pk: facts for facts in found}.values())


def _headed_first(found: list[Facts], stems: Sequence[str], *, some: bool) -> list[Facts]:
    holds = any if some else all
    return sorted(
        found, key=lambda facts: not holds(stem in facts.heading_stems.split() for stem in stems)
    )  # (keeps the order of equals)


def _holding(asked: str) -> Holding:
    """Where most new documents hold the words they are read backwards, else the index is asked for all of them."""
    texts = IN_TEXTS[connection.vendor]
    if connection.vendor == "sqlite":
        return texts
    with connection.cursor() as cursor:
        cursor.execute(NEAR, [LOOKED_AT, asked])
        is_near = cursor.fetchone()[0] * 7 >= LOOKED_AT
    return texts if is_near else texts._replace(number="(d.id + 0)")


def _last(texts: Holding, narrowed: Narrowed, asked: str, most: int) -> tuple[list[int], int]:
    """The numbers of the documents that were added last, the newest first; and that of the newest of all."""
    rows = _rows(SPAN, texts, narrowed, [asked], [most])
    return [number for number, _newest in rows], rows[0][1] if rows else 0


def _these(numbers: Sequence[int]) -> list[Facts]:
    with connection.cursor() as cursor:
        cursor.execute(THESE.format(listed=LISTED[connection.vendor]), [json.dumps(numbers)])
        return [Facts(*row) for row in cursor.fetchall()]


def _best(narrowed: Narrowed, asked: str, last: Sequence[int], limit: int) -> list[Facts]:
    """Of these, which are all that hold the words or the last of them."""
    if not last:
        return []
    texts, sql = IN_TEXTS[connection.vendor], BEST[connection.vendor]
    if connection.vendor == "sqlite":
        rows = _rows(sql, texts, narrowed, [asked], [last[-1], limit])
    else:
        rows = _rows(sql, texts, None, [json.dumps(last), asked], [limit])  # they are narrowed already
    return [Facts(*row) for row in rows]


def _rows(
    sql: str, holding: Holding, narrowed: Narrowed | None, before: Sequence[Any], after: Sequence[Any]
) -> list[Any]:
    """`before` and `after` are values that stand before and after those that narrow it."""
    condition, narrowing = narrowed.conditions() if narrowed else ("", [])
    listed = LISTED[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            sql.format(**holding._asdict(), narrowed=condition, listed=listed), [*before, *narrowing, *after]
        )
        found: list[Any] = cursor.fetchall()
        return found


def _composed(stems: Sequence[str], some: bool, begun: bool) -> str:
    words = [clean for stem in stems if (clean := "".join(c for c in stem if c.isalnum()))]
    if not words:
        return ""
    if connection.vendor == "sqlite":
        return (" OR " if some else " AND ").join(f'"{word}"' for word in words) + ("*" if begun else "")
    return (" | " if some else " & ").join(f"'{word}'" for word in words) + (":*" if begun else "")
