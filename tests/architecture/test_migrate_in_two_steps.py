"""The program of the version before runs on the database of the next one: a migration adds, and takes away later.

Between the two restarts of an upgrade, and after going one version back, old code writes into new tables. So a column
that is added can be left out by who does not know it, and what is removed was used by nobody since the version before:
its migration says so in `unused_since`, and `docs/administration.md` ("Upgrades") promises it.
"""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import base

# Made before anybody had a database to keep.
FIRST = {
    "accounts": 1, "alerts": 1, "communities": 2, "conversations": 2, "federation": 1, "images": 1, "journal": 1,
    "mandates": 1, "moderation": 1, "mutual_aid": 1, "notices": 1, "operation": 1, "people": 3, "places": 1,
    "privacy": 1, "search": 1, "wiki": 1,
}  # fmt: skip
OURS = ("commons.", "wiki.", "mutual_aid.", "alerts.", "federation.")

TAKE_AWAY = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
    migrations.RunSQL,
)
# Rewrite a table, or look at each of its rows, while nobody else may write there.
HOLD = (migrations.AlterField, migrations.AddConstraint, migrations.AlterUniqueTogether)


def faults(migration: migrations.Migration) -> list[str]:
    """What the version before would stumble over, in words; none for tables that this migration itself makes."""
    made = {one.name_lower for one in migration.operations if isinstance(one, migrations.CreateModel)}
    found = [_fault(one, migration) for one in migration.operations if _table(one) not in made]
    return [fault for fault in found if fault]


def _table(operation: base.Operation) -> str:
    return str(getattr(operation, "model_name", "") or getattr(operation, "name", "")).lower()


def _fault(operation: base.Operation, migration: migrations.Migration) -> str:
    said = operation.describe()
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return f"{said}: say each step by itself"
    if isinstance(operation, TAKE_AWAY) and not getattr(migration, "unused_since", ""):
        return f"{said}: old code still uses it; remove it a version later and say `unused_since`"
    if isinstance(operation, HOLD) and not getattr(migration, "is_short", ""):
        return f"{said}: holds a table up; say in `is_short` why it is quickly done, or do it in batches"
    if isinstance(operation, migrations.AddField) and not _may_be_left_out(operation.field):
        return f"{said}: old code does not fill it; give it `null=True` or a `db_default`"
    return ""


def _may_be_left_out(field: models.Field) -> bool:
    return field.null or field.has_db_default() or field.many_to_many or field.generated


def ours() -> list[migrations.Migration]:
    known = MigrationLoader(None).disk_migrations.items()
    return [
        migration
        for (app, name), migration in known
        if migration.__module__.startswith(OURS) and int(name[:4]) > FIRST.get(app, 0)
    ]


def test_each_migration_leaves_the_version_before_running() -> None:
    assert {f"{one.app_label}.{one.name}": faults(one) for one in ours() if faults(one)} == {}


ADDS = models.BooleanField(default=False)


@pytest.mark.parametrize(
    ("operation", "says"),
    [
        (migrations.AddField("poll", "kept", ADDS), "db_default"),
        (migrations.RemoveField("poll", "secret"), "unused_since"),
        (migrations.RenameField("poll", "secret", "hidden"), "unused_since"),
        (migrations.AlterField("poll", "secret", models.TextField()), "is_short"),
        (migrations.AddConstraint("poll", models.UniqueConstraint(fields=["post"], name="x")), "is_short"),
        (migrations.AddField("poll", "kept", models.BooleanField(default=False, db_default=False)), ""),
        (migrations.AddField("poll", "kept", models.TextField(null=True)), ""),
        (migrations.AddIndex("poll", models.Index(fields=["secret"], name="x")), ""),
    ],
)
def test_what_would_stop_the_version_before_is_said(operation: base.Operation, says: str) -> None:
    migration = migrations.Migration("0099_x", "conversations")
    migration.operations = [operation]
    [*found] = faults(migration)
    assert bool(found) is bool(says) and all(says in fault for fault in found)
    migration.operations = [migrations.CreateModel("poll", fields=[]), operation]
    assert faults(migration) == []
