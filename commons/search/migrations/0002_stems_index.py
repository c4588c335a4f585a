"""The full-text index beside the documents: FTS5 kept by triggers on SQLite, a generated tsvector on PostgreSQL."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE search_stems USING fts5(title_stems, body_stems, content='search_searchdocument',"
    " content_rowid='id', tokenize='unicode61')",
    "CREATE TRIGGER search_stems_ai AFTER INSERT ON search_searchdocument BEGIN INSERT INTO search_stems"
    " (rowid, title_stems, body_stems) VALUES (new.id, new.title_stems, new.body_stems); END",
    "CREATE TRIGGER search_stems_ad AFTER DELETE ON search_searchdocument BEGIN INSERT INTO search_stems"
    " (search_stems, rowid, title_stems, body_stems)"
    " VALUES ('delete', old.id, old.title_stems, old.body_stems); END",
    "CREATE TRIGGER search_stems_au AFTER UPDATE ON search_searchdocument BEGIN INSERT INTO search_stems"
    " (search_stems, rowid, title_stems, body_stems)"
    " VALUES ('delete', old.id, old.title_stems, old.body_stems); INSERT INTO search_stems"
    " (rowid, title_stems, body_stems) VALUES (new.id, new.title_stems, new.body_stems); END",
]
POSTGRESQL = [
    "ALTER TABLE search_searchdocument ADD COLUMN stems tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple', title_stems), 'A') || setweight(to_tsvector('simple', body_stems), 'B')) STORED",
    "CREATE INDEX search_stems ON search_searchdocument USING gin (stems)",
]


def make_index(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for trigger in ("ai", "ad", "au"):
            schema_editor.execute(f"DROP TRIGGER search_stems_{trigger}", params=None)
        schema_editor.execute("DROP TABLE search_stems", params=None)
    else:
        schema_editor.execute("ALTER TABLE search_searchdocument DROP COLUMN stems", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make_index, drop_index)]
