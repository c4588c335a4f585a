"""SQLite: the index of a document is written again only where its words changed."""

from django.db import migrations

COLUMNS = ("title_stems", "heading_stems", "body_stems")
OLD, NEW = (", ".join(f"{row}.{column}" for column in COLUMNS) for row in ("old", "new"))
LISTED = ", ".join(COLUMNS)
BODY = (
    f"BEGIN INSERT INTO search_stems (search_stems, rowid, {LISTED}) VALUES ('delete', old.id, {OLD});"
    f" INSERT INTO search_stems (rowid, {LISTED}) VALUES (new.id, {NEW}); END"
)
CHANGED = " OR ".join(f"old.{column} <> new.{column}" for column in COLUMNS)
BEFORE = f"CREATE TRIGGER search_stems_au AFTER UPDATE ON search_searchdocument {BODY}"
AFTER = f"CREATE TRIGGER search_stems_au AFTER UPDATE ON search_searchdocument WHEN {CHANGED} {BODY}"


def replace_with(trigger):
    def replace(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute("DROP TRIGGER search_stems_au", params=None)
            schema_editor.execute(trigger, params=None)

    return replace


class Migration(migrations.Migration):
    dependencies = [("search", "0001_tables")]
    operations = [migrations.RunPython(replace_with(AFTER), replace_with(BEFORE))]
