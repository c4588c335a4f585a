"""After a test that commits: what it filled is emptied, and nothing else.

Django empties each of the hundred and fifty tables, then makes the rows of content types and permissions anew. Those
stay here, as no test changes them: what is left is the same, for a tenth of the work.
"""

from functools import cache
from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase

from commons.base.filled import filled

STAY = {"django_content_type", "auth_permission"}


@cache
def tables_of(alias: str) -> list[str]:
    tables = connections[alias].introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(tables) - STAY)


def empty(self: Any) -> None:
    """In place of `TransactionTestCase._fixture_teardown`. Who belongs to whom is looked at when all are gone."""
    for alias in self._databases_names(include_mirrors=False):
        connection = connections[alias]
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            some = [connection.ops.quote_name(table) for table in filled(tables_of(alias), using=alias)]
            for table in some:
                cursor.execute(f"DELETE FROM {table}")
        if some and connection.vendor == "postgresql":
            with (
                connection.cursor() as cursor
            ):  # what was deleted still lies there, and later rows between it
                cursor.execute(f"VACUUM {', '.join(some)}")


def install() -> None:
    TransactionTestCase._fixture_teardown = empty  # type: ignore[attr-defined]
