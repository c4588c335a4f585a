import commons.base.identifiers
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('conversations', '0001_initial'),
        ('conversations', '0002_initial'),
        ('conversations', '0003_written_elsewhere'),
        ('conversations', '0004_what_comes_with_a_post'),
        ('conversations', '0005_where_a_reaction_was_said'),
    ]

    initial = True

    dependencies = [
        ('communities', '0001_tables'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('uid', models.UUIDField(default=commons.base.identifiers.uuid7, editable=False, unique=True)),
                ('home', models.CharField(blank=True, default='', editable=False, max_length=255)),
                ('uri', models.CharField(blank=True, default=None, editable=False, max_length=2048, null=True, unique=True)),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='communities.community')),
                ('kind', models.CharField(choices=[('public', 'conversation'), ('talk', 'talk page'), ('private', 'private thread')], default='public', max_length=10)),
                ('state', models.CharField(choices=[('open', 'open'), ('locked', 'closed'), ('hidden', 'hidden')], default='open', max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='topics', to='people.person')),
                ('url', models.CharField(blank=True, default='', max_length=2048)),
                ('outcome', models.TextField(blank=True, default='')),
                ('pinned', models.BooleanField(default=False)),
                ('last_seq', models.PositiveIntegerField(default=0)),
                ('post_count', models.PositiveIntegerField(default=0)),
                ('last_post_at', models.DateTimeField(blank=True, null=True)),
                ('shown_to_moderators_at', models.DateTimeField(blank=True, null=True)),
                ('about_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='contenttypes.contenttype')),
                ('about_id', models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['community', '-last_post_at'], name='topic_recent')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'talk')), fields=('about_type', 'about_id'), name='topic_one_talk_per_thing')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=commons.base.identifiers.uuid7, editable=False, unique=True)),
                ('home', models.CharField(blank=True, default='', editable=False, max_length=255)),
                ('uri', models.CharField(blank=True, default=None, editable=False, max_length=2048, null=True, unique=True)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='conversations.topic')),
                ('seq', models.PositiveIntegerField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='posts', to='people.person')),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='conversations.post')),
                ('source', models.TextField()),
                ('html', models.TextField(blank=True, default='')),
                ('url', models.CharField(blank=True, default='', max_length=2048)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('visible', 'visible'), ('hidden', 'hidden by moderation'), ('deleted', 'deleted')], default='visible', max_length=10)),
                ('client_id', models.UUIDField(default=uuid.uuid4)),
                ('warning', models.CharField(blank=True, default='', max_length=500)),
                ('attached', models.JSONField(blank=True, default=list)),
            ],
            options={
                'ordering': ['seq'],
                'constraints': [models.UniqueConstraint(fields=('topic', 'seq'), name='post_seq_once'), models.UniqueConstraint(fields=('author', 'client_id'), name='post_sent_once')],
            },
        ),
        migrations.CreateModel(
            name='PostRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='conversations.post')),
                ('source', models.TextField()),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='TopicEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='conversations.topic')),
                ('seq', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=20)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='conversations.post')),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('topic', 'seq'), name='event_seq_once')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='conversations.topic')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='people.person')),
                ('left_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('topic', 'person'), name='participant_once')],
            },
        ),
        migrations.CreateModel(
            name='ReadMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='read_marks', to='people.person')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='read_marks', to='conversations.topic')),
                ('last_seq', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'topic'), name='read_mark_once')],
            },
        ),
        migrations.CreateModel(
            name='Reaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reactions', to='conversations.post')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reactions', to='people.person')),
                ('emoji', models.CharField(max_length=8)),
                ('uri', models.CharField(blank=True, default='', max_length=2048)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('post', 'person', 'emoji'), name='reaction_once')],
            },
        ),
    ]
