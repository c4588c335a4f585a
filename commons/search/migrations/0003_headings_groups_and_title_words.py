"""Headings count more than the body, results can be narrowed, and slips of the finger are met. `manage.py reindex`
fills the new columns.
"""

import django.db.models.deletion
from django.db import migrations, models

COLUMNS = "title_stems, heading_stems, body_stems"
OLD = "old.title_stems, old.heading_stems, old.body_stems"
NEW = "new.title_stems, new.heading_stems, new.body_stems"
GO = f"INSERT INTO search_stems (search_stems, rowid, {COLUMNS}) VALUES ('delete', old.id, {OLD});"
COME = f"INSERT INTO search_stems (rowid, {COLUMNS}) VALUES (new.id, {NEW});"
SQLITE = [
    f"CREATE VIRTUAL TABLE search_stems USING fts5({COLUMNS}, content='search_searchdocument',"
    " content_rowid='id', tokenize='unicode61')",
    f"CREATE TRIGGER search_stems_ai AFTER INSERT ON search_searchdocument BEGIN {COME} END",
    f"CREATE TRIGGER search_stems_ad AFTER DELETE ON search_searchdocument BEGIN {GO} END",
    f"CREATE TRIGGER search_stems_au AFTER UPDATE ON search_searchdocument BEGIN {GO} {COME} END",
    "INSERT INTO search_stems (search_stems) VALUES ('rebuild')",
]
POSTGRESQL = [
    "ALTER TABLE search_searchdocument ADD COLUMN stems tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple', title_stems), 'A') || setweight(to_tsvector('simple', heading_stems), 'B')"
    " || setweight(to_tsvector('simple', body_stems), 'D')) STORED",
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
    dependencies = [
        ("communities", "0001_initial"),
        ("search", "0002_stems_index"),
    ]
    operations = [
        migrations.RunPython(drop_index, migrations.RunPython.noop),
        migrations.CreateModel(
            name="TitleWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("start", models.CharField(max_length=2)),
                ("end", models.CharField(max_length=2)),
                ("shown", models.CharField(max_length=60)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["start"], name="title_word_start"),
                    models.Index(fields=["end"], name="title_word_end"),
                ],
            },
        ),
        migrations.AddField("searchdocument", "at", models.DateTimeField(null=True)),
        migrations.AddField("searchdocument", "heading_stems", models.TextField(default="")),
        migrations.AddField(
            "searchdocument",
            "group",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="communities.community",
            ),
        ),
        migrations.RunPython(make_index, drop_index),
    ]
