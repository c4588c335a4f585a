"""Titles have an index of their own: what holds a word in its title is found without reading who holds it elsewhere."""

from django.db import migrations

FORGET = "INSERT INTO search_titles (search_titles, rowid, title_stems) VALUES ('delete', old.id, old.title_stems);"
LEARN = "INSERT INTO search_titles (rowid, title_stems) VALUES (new.id, new.title_stems);"
SQLITE = [
    "CREATE VIRTUAL TABLE search_titles USING fts5(title_stems, content='search_searchdocument',"
    " content_rowid='id', tokenize='unicode61')",
    f"CREATE TRIGGER search_titles_ai AFTER INSERT ON search_searchdocument BEGIN {LEARN} END",
    f"CREATE TRIGGER search_titles_ad AFTER DELETE ON search_searchdocument BEGIN {FORGET} END",
    "CREATE TRIGGER search_titles_au AFTER UPDATE ON search_searchdocument"
    f" WHEN old.title_stems <> new.title_stems BEGIN {FORGET} {LEARN} END",
    "INSERT INTO search_titles (search_titles) VALUES ('rebuild')",
]
POSTGRESQL = [
    "CREATE INDEX search_titles ON search_searchdocument USING gin (to_tsvector('simple', title_stems))"
]


def make_index(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for trigger in ("ai", "ad", "au"):
            schema_editor.execute(f"DROP TRIGGER search_titles_{trigger}", params=None)
        schema_editor.execute("DROP TABLE search_titles", params=None)
    else:
        schema_editor.execute("DROP INDEX search_titles", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_tags")]
    operations = [migrations.RunPython(make_index, drop_index)]
