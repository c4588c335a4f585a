"""The rows: out of a running town as they are at one moment, and into an empty database."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction

from commons.operation.backups.errors import Unusable

Counts = dict[str, int]

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}


def file_name() -> str:
    return NAMES[connection.vendor]


def copy_out(target: Path) -> Counts:
    """Write what was committed at one moment to `target`, while others go on; how many rows each table had then."""
    return _sqlite_out(target) if connection.vendor == "sqlite" else _postgresql_out(target)


def _sqlite_out(target: Path) -> Counts:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    with closing(sqlite3.connect(target)) as copy:
        whole = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        loose = copy.execute("PRAGMA foreign_key_check").fetchone()
        if whole != "ok" or loose:
            raise Unusable(f"The copy is not whole ({whole}; {loose}). Is the disk sound?")
        names = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        count = "SELECT count(*) FROM {}"
        return {name: copy.execute(count.format(_quoted(name))).fetchone()[0] for name in sorted(names)}


def _postgresql_out(target: Path) -> Counts:
    """pg_dump reads the snapshot in which the rows are counted: the numbers are those of the copy."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
             f"--file={target}")  # fmt: skip
        return count_rows()


def copy_in(source: Path) -> None:
    """Into a database that holds nothing; afterwards it is what `copy_out` saw."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        connection.close()
        for old in (name, name.with_name(name.name + "-wal"), name.with_name(name.name + "-shm")):
            old.unlink(missing_ok=True)
        half = name.with_name(name.name + ".half")
        shutil.copyfile(source, half)
        os.replace(half, name)
    else:
        database = str(connection.settings_dict["NAME"])
        connection.close()
        _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
             f"--dbname={database}", str(source))  # fmt: skip


def is_empty() -> bool:
    return not _tables()


def count_rows() -> Counts:
    with connection.cursor() as cursor:
        found = {}
        for name in _tables():
            cursor.execute(f"SELECT count(*) FROM {_quoted(name)}")  # noqa: S608  (names of the database itself)
            found[name] = cursor.fetchone()[0]
        return found


def start_numbers_behind() -> None:
    """PostgreSQL's sequences behind the highest key: pg_restore sets them; asked again, since a clash is found late."""
    if connection.vendor == "postgresql":
        from_models = connection.introspection.installed_models(connection.introspection.table_names())
        with connection.cursor() as cursor:
            for sentence in connection.ops.sequence_reset_sql(no_style(), list(from_models)):
                cursor.execute(sentence)


def _tables() -> list[str]:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            return [name for (name,) in cursor.fetchall()]
    return sorted(connection.introspection.table_names())


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _run(program: str, *arguments: str) -> None:
    """The address travels in the environment: command lines can be read by everybody on a machine."""
    said: dict[str, Any] = connection.settings_dict
    own = {"PGHOST": said["HOST"], "PGPORT": said["PORT"], "PGUSER": said["USER"], "PGPASSWORD": said["PASSWORD"],
           "PGDATABASE": said["NAME"]}  # fmt: skip
    where = shutil.which(program)
    if where is None:
        raise Unusable(
            f"{program} is not installed here. On Debian: apt-get install postgresql-client, of the server's version."
        )
    environment = {**os.environ, **{name: str(value) for name, value in own.items() if value}}
    done = subprocess.run(  # noqa: S603  (our own words, and names from the settings)
        [where, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unusable(f"{program} failed: {done.stderr.strip()[-1000:]}")
