"""Asking the two databases the same question: which documents hold all these stems, best first."""

from django.db import connection

SEARCH = {
    "sqlite": (
        "SELECT rowid FROM search_stems WHERE search_stems MATCH %s ORDER BY bm25(search_stems, 8.0, 1.0) LIMIT %s"
    ),
    "postgresql": (
        "SELECT id FROM search_searchdocument, to_tsquery('simple', %s) AS asked WHERE stems @@ asked "
        "ORDER BY ts_rank_cd(stems, asked) DESC LIMIT %s"
    ),
}


def find(stems: list[str], limit: int) -> list[int]:
    """Ids of documents that hold every stem; the last one may be the beginning of a word. [] for no stems.

    Stems are letters and digits only, and each is quoted: nothing that a person types reaches the query language.
    """
    words = [clean for stem in stems if (clean := "".join(c for c in stem if c.isalnum()))]
    if not words:
        return []
    if connection.vendor == "sqlite":
        asked = " ".join(f'"{word}"' for word in words) + "*"
    else:
        asked = " & ".join(f"'{word}'" for word in words) + ":*"
    with connection.cursor() as cursor:
        cursor.execute(SEARCH[connection.vendor], [asked, limit])
        return [row[0] for row in cursor.fetchall()]
