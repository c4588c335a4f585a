"""When somebody's words are gone: what the indexes still hold of them."""

from django.db import connection, transaction

from commons.search import spelling
from commons.search.models import SearchDocument


@transaction.atomic
def forget_traces() -> None:
    """FTS5 keeps the words of deleted rows in its older segments until they are merged; words of titles are
    learned anew from the titles that are there.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for index in ("search_stems", "search_titles"):
                cursor.execute(f"INSERT INTO {index}({index}) VALUES ('optimize')")  # noqa: S608 (our own names)
    spelling.forget()
    for title in SearchDocument.objects.filter(members_only=False).values_list("title", flat=True).iterator():
        spelling.learn(title)
