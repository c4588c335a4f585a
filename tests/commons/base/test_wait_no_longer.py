"""No statement holds the others up for ever: SQLite's pragmas, PostgreSQL's limits."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError, connection

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
ROOT = Path(__file__).parents[3]

LIMITS = """
from django.db import connection
names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
with connection.cursor() as cursor:
    found = []
    for name in names:
        cursor.execute(f"SHOW {name}")
        found.append(cursor.fetchone()[0])
print("limits", *found)
"""
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: what was answered is on the disk
    "foreign_keys": 1,
    "busy_timeout": 20_000,
    "secure_delete": 1,
    "journal_size_limit": 67_108_864,
}


def asked(sentence):
    with connection.cursor() as cursor:
        cursor.execute(sentence)
        return cursor.fetchone()[0]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")
def test_what_sqlite_answered_is_on_the_disk_and_writers_wait_for_each_other():
    assert {name: asked(f"PRAGMA {name}") for name in PRAGMAS} == PRAGMAS
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")
@pytest.mark.parametrize(
    ("seconds", "limits"),
    [("5", "5s 2s 10s"), ("", "1min 10s 1min"), ("0", "0 10s 1min")],
)
def test_postgresql_gives_up_sooner_for_pages_than_for_the_worker(seconds, limits):
    own = {name: value for name, value in os.environ.items() if name != "CALADE_STATEMENT_SECONDS"}
    here = connection.settings_dict["NAME"]
    own["CALADE_DATABASE_URL"] = urlsplit(own["CALADE_DATABASE_URL"])._replace(path=f"/{here}").geturl()
    if seconds:
        own["CALADE_STATEMENT_SECONDS"] = seconds
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", LIMITS],
        cwd=ROOT, env=own, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert f"limits {limits}" in said.stdout, said.stderr


@pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")
def test_a_statement_that_takes_too_long_is_given_up():
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 50")
        try:
            with pytest.raises(OperationalError):
                cursor.execute("SELECT pg_sleep(5)")
        finally:
            cursor.execute("RESET statement_timeout")
