"""What can be found, and the full-text index beside it: FTS5 kept by triggers on SQLite, tsvector on PostgreSQL.

Titles have an index of their own: what holds a word in its title is found without reading who holds it elsewhere.
"""

import django.db.models.deletion
from django.db import migrations, models

from commons.base import tables

COLUMNS = "title_stems, heading_stems, body_stems"
OLD = "old.title_stems, old.heading_stems, old.body_stems"
NEW = "new.title_stems, new.heading_stems, new.body_stems"
GO = f"INSERT INTO search_stems (search_stems, rowid, {COLUMNS}) VALUES ('delete', old.id, {OLD});"
COME = f"INSERT INTO search_stems (rowid, {COLUMNS}) VALUES (new.id, {NEW});"
CHANGED = " OR ".join(f"old.{one} <> new.{one}" for one in COLUMNS.split(", "))
FORGET = "INSERT INTO search_titles (search_titles, rowid, title_stems) VALUES ('delete', old.id, old.title_stems);"
LEARN = "INSERT INTO search_titles (rowid, title_stems) VALUES (new.id, new.title_stems);"
SQLITE = [
    f"CREATE VIRTUAL TABLE search_stems USING fts5({COLUMNS}, content='search_searchdocument',"
    " content_rowid='id', tokenize='unicode61')",
    f"CREATE TRIGGER search_stems_ai AFTER INSERT ON search_searchdocument BEGIN {COME} END",
    f"CREATE TRIGGER search_stems_ad AFTER DELETE ON search_searchdocument BEGIN {GO} END",
    f"CREATE TRIGGER search_stems_au AFTER UPDATE ON search_searchdocument WHEN {CHANGED} BEGIN {GO} {COME} END",
    "CREATE VIRTUAL TABLE search_titles USING fts5(title_stems, content='search_searchdocument',"
    " content_rowid='id', tokenize='unicode61')",
    f"CREATE TRIGGER search_titles_ai AFTER INSERT ON search_searchdocument BEGIN {LEARN} END",
    f"CREATE TRIGGER search_titles_ad AFTER DELETE ON search_searchdocument BEGIN {FORGET} END",
    "CREATE TRIGGER search_titles_au AFTER UPDATE ON search_searchdocument"
    f" WHEN old.title_stems <> new.title_stems BEGIN {FORGET} {LEARN} END",
]
POSTGRESQL = [
    "ALTER TABLE search_searchdocument ADD COLUMN stems tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple', title_stems), 'A') || setweight(to_tsvector('simple', heading_stems), 'B')"
    " || setweight(to_tsvector('simple', body_stems), 'D')) STORED",
    "CREATE INDEX search_stems ON search_searchdocument USING gin (stems)",
    "CREATE INDEX search_titles ON search_searchdocument USING gin (to_tsvector('simple', title_stems))",
]


def make_indexes(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def drop_indexes(apps, schema_editor):
    """On PostgreSQL they go with the table."""
    if schema_editor.connection.vendor == "sqlite":
        for index in ("stems", "titles"):
            for trigger in ("ai", "ad", "au"):
                schema_editor.execute(f"DROP TRIGGER search_{index}_{trigger}", params=None)
            schema_editor.execute(f"DROP TABLE search_{index}", params=None)


class Migration(tables.Migration):

    replaces = [
        ('search', '0001_initial'),
        ('search', '0002_stems_index'),
        ('search', '0003_headings_groups_and_title_words'),
        ('search', '0004_tags'),
        ('search', '0005_titles_index'),
        ('search', '0001_tables'),
        ('search', '0002_stems_that_changed'),
        ('search', '0003_what_circles_say'),
    ]

    initial = True

    dependencies = [
        ('communities', '0001_tables'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('conversations', '0002_more_than_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='TitleWord',
            fields=[
                ('word', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('start', models.CharField(max_length=2)),
                ('end', models.CharField(max_length=2)),
                ('shown', models.CharField(max_length=60)),
            ],
            options={
                'indexes': [models.Index(fields=['start'], name='title_word_start'), models.Index(fields=['end'], name='title_word_end')],
            },
        ),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('about_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('href', models.CharField(max_length=500)),
                ('home', models.CharField(blank=True, default='', max_length=255)),
                ('members_only', models.BooleanField(default=False)),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='communities.community')),
                ('at', models.DateTimeField(null=True)),
                ('tags', models.TextField(null=True)),
                ('title_stems', models.TextField()),
                ('heading_stems', models.TextField(default='')),
                ('body_stems', models.TextField()),
                ('changed', models.DateTimeField(auto_now=True)),
                ('circle', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.circle')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('about_type', 'about_id'), name='document_once')],
            },
        ),
        migrations.RunPython(make_indexes, drop_indexes),
    ]
