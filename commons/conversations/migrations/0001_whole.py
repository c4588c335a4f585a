import commons.base.identifiers
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from commons.base import tables


class Migration(tables.Migration):

    replaces = [
        ('conversations', '0001_initial'),
        ('conversations', '0002_initial'),
        ('conversations', '0003_written_elsewhere'),
        ('conversations', '0004_what_comes_with_a_post'),
        ('conversations', '0005_where_a_reaction_was_said'),
        ('conversations', '0001_tables'),
        ('conversations', '0002_more_than_words'),
        ('conversations', '0003_pictures_that_wait'),
        ('conversations', '0004_assemblies'),
    ]

    initial = True

    dependencies = [
        ('communities', '0001_tables'),
        ('communities', '0002_members'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('images', '0001_initial'),
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
                ('state', models.CharField(choices=[('open', 'open'), ('locked', 'closed'), ('archived', 'archived'), ('hidden', 'hidden')], default='open', max_length=10)),
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
                ('announcements', models.BooleanField(default=False)),
                ('heated_until', models.DateTimeField(blank=True, null=True)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='conversations.topic')),
                ('reach', models.CharField(choices=[('everybody', 'Everybody, also without an account'), ('members', 'People with an account in this town'), ('circle', 'The members of a circle')], default='everybody', max_length=10)),
                ('slow_seconds', models.PositiveIntegerField(default=0)),
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
                ('state', models.CharField(choices=[('visible', 'visible'), ('hidden', 'hidden by moderation'), ('deleted', 'deleted'), ('moved', 'moved')], default='visible', max_length=10)),
                ('client_id', models.UUIDField(default=uuid.uuid4)),
                ('warning', models.CharField(blank=True, default='', max_length=500)),
                ('attached', models.JSONField(blank=True, default=list)),
                ('has_pictures', models.BooleanField(default=False)),
                ('has_poll', models.BooleanField(default=False)),
                ('moved_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conversations.topic')),
                ('moved_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stubs', to='conversations.post')),
                ('place', models.PositiveIntegerField()),
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
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField(blank=True, default=b'')),
                ('alt', models.CharField(max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choices', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='Circle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=120)),
                ('summary', models.CharField(blank=True, default='', max_length=300)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.TextField()),
                ('reply_seq', models.PositiveIntegerField(default=0)),
                ('saved_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='HeldPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, default='', max_length=200)),
                ('reach', models.CharField(choices=[('everybody', 'Everybody, also without an account'), ('members', 'People with an account in this town'), ('circle', 'The members of a circle')], default='everybody', max_length=10)),
                ('text', models.TextField()),
                ('reply_seq', models.PositiveIntegerField(default=0)),
                ('client_id', models.UUIDField(default=uuid.uuid4)),
                ('rule', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('shown', 'published'), ('refused', 'given back')], default='waiting', max_length=10)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, default='', max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='Poll',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(choices=[('single', 'One choice'), ('several', 'Several choices'), ('ranked', 'An order of preference')], default='single', max_length=10)),
                ('secret', models.BooleanField(default=True)),
                ('closes_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('voters', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='PollCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('votes', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='PollOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='PollReceipt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keeps', models.BooleanField(default=False)),
                ('since', models.DateTimeField(auto_now_add=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['topic', 'created'], name='post_by_date'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('topic', 'place'), name='post_place_once'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='image',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='attachments', to='images.image'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='post',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='conversations.post'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='people.person'),
        ),
        migrations.AddField(
            model_name='topic',
            name='circle',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='conversations.circle'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(condition=models.Q(('heated_until__isnull', False)), fields=['heated_until'], name='topic_hot'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('circle__isnull', False), ('reach', 'circle')), models.Q(models.Q(('reach', 'circle'), _negated=True), ('circle__isnull', True)), _connector='OR'), name='topic_circle_reaches_its_circle'),
        ),
        migrations.AddField(
            model_name='draft',
            name='community',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='drafts_of_topics', to='communities.community'),
        ),
        migrations.AddField(
            model_name='draft',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts_of_posts', to='people.person'),
        ),
        migrations.AddField(
            model_name='draft',
            name='topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='conversations.topic'),
        ),
        migrations.AddField(
            model_name='heldpost',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='held_posts', to='people.person'),
        ),
        migrations.AddField(
            model_name='heldpost',
            name='community',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='held_topics', to='communities.community'),
        ),
        migrations.AddField(
            model_name='heldpost',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='heldpost',
            name='topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='held', to='conversations.topic'),
        ),
        migrations.AddField(
            model_name='poll',
            name='post',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='poll', to='conversations.post'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='poll',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='conversations.poll'),
        ),
        migrations.AddField(
            model_name='pollcount',
            name='poll',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='conversations.poll'),
        ),
        migrations.AddField(
            model_name='polloption',
            name='poll',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='conversations.poll'),
        ),
        migrations.AddField(
            model_name='pollcount',
            name='option',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.polloption'),
        ),
        migrations.AddField(
            model_name='pollcount',
            name='over',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.polloption'),
        ),
        migrations.AddField(
            model_name='pollreceipt',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='poll_receipts', to='people.person'),
        ),
        migrations.AddField(
            model_name='pollreceipt',
            name='poll',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='conversations.poll'),
        ),
        migrations.AddField(
            model_name='seat',
            name='circle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='conversations.circle'),
        ),
        migrations.AddField(
            model_name='seat',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='people.person'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('person', 'topic'), name='draft_once_per_topic'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('person', 'community'), name='draft_once_per_space'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(('topic__isnull', False), ('community__isnull', False), _connector='XOR'), name='draft_has_one_place'),
        ),
        migrations.AddConstraint(
            model_name='heldpost',
            constraint=models.UniqueConstraint(fields=('author', 'client_id'), name='held_post_once'),
        ),
        migrations.AddIndex(
            model_name='poll',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['closes_at'], name='poll_open'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.UniqueConstraint(fields=('poll', 'person'), name='ballot_once'),
        ),
        migrations.AddConstraint(
            model_name='polloption',
            constraint=models.UniqueConstraint(fields=('poll', 'place'), name='option_place_once'),
        ),
        migrations.AddConstraint(
            model_name='pollcount',
            constraint=models.UniqueConstraint(fields=('poll', 'option', 'over'), name='count_once'),
        ),
        migrations.AddConstraint(
            model_name='pollreceipt',
            constraint=models.UniqueConstraint(fields=('poll', 'person'), name='voted_once'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('circle', 'person'), name='seat_taken_once'),
        ),
        migrations.AddField(
            model_name='heldpost',
            name='sealed',
            field=models.BinaryField(blank=True, default=b''),
        ),
        migrations.AddField(
            model_name='heldpost',
            name='alt',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='topicevent',
            name='panels',
            field=models.CharField(blank=True, default='', max_length=60),
        ),
        migrations.CreateModel(
            name='Assembly',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('state', models.CharField(choices=[('called', 'announced'), ('open', 'in progress'), ('closed', 'over'), ('called_off', 'will not take place')], default='called', max_length=12)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('place', models.CharField(blank=True, default='', max_length=200)),
                ('keeps_captions', models.BooleanField(default=False)),
                ('minutes', models.TextField(blank=True, default='')),
                ('minutes_html', models.TextField(blank=True, default='')),
                ('minutes_number', models.PositiveIntegerField(default=0)),
                ('topic', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='assembly', to='conversations.topic')),
            ],
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=140)),
                ('minutes', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('coming', 'to come'), ('current', 'now'), ('done', 'done')], default='coming', max_length=10)),
                ('outcome', models.CharField(blank=True, default='', max_length=500)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='conversations.assembly')),
            ],
        ),
        migrations.CreateModel(
            name='AssemblyRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(choices=[('host', 'looks after the assembly'), ('captioner', 'types what is said')], max_length=10)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='conversations.assembly')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assembly_roles', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='CaptionLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('client_id', models.UUIDField(unique=True)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='captions', to='conversations.assembly')),
            ],
        ),
        migrations.CreateModel(
            name='Hand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('raised_at', models.DateTimeField(auto_now_add=True)),
                ('has_floor', models.BooleanField(default=False)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hands', to='conversations.assembly')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hands', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='MinutesRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='conversations.assembly')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='OpinionRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=200)),
                ('takes_suggestions', models.BooleanField(default=False)),
                ('key', models.TextField(blank=True, default='')),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.JSONField(blank=True, default=dict)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rounds', to='conversations.assembly')),
            ],
        ),
        migrations.CreateModel(
            name='OpinionBallot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('voter', models.UUIDField()),
                ('answers', models.JSONField(default=dict)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='conversations.opinionround')),
            ],
        ),
        migrations.CreateModel(
            name='OpinionStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=140)),
                ('is_held', models.BooleanField(default=False)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='conversations.opinionround')),
            ],
        ),
        migrations.AddIndex(
            model_name='assembly',
            index=models.Index(condition=models.Q(('state', 'called')), fields=['starts_at'], name='assembly_coming'),
        ),
        migrations.AddIndex(
            model_name='assembly',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['ends_at'], name='assembly_open'),
        ),
        migrations.AddConstraint(
            model_name='assembly',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='assembly_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'current')), fields=('assembly',), name='agenda_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='assemblyrole',
            constraint=models.UniqueConstraint(fields=('assembly', 'person', 'name'), name='assembly_role_once'),
        ),
        migrations.AddConstraint(
            model_name='hand',
            constraint=models.UniqueConstraint(fields=('assembly', 'person'), name='hand_raised_once'),
        ),
        migrations.AddConstraint(
            model_name='hand',
            constraint=models.UniqueConstraint(condition=models.Q(('has_floor', True)), fields=('assembly',), name='one_speaks'),
        ),
        migrations.AddConstraint(
            model_name='minutesrevision',
            constraint=models.UniqueConstraint(fields=('assembly', 'number'), name='minutes_number_once'),
        ),
        migrations.AddConstraint(
            model_name='opinionround',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('assembly',), name='one_round_open'),
        ),
        migrations.AddConstraint(
            model_name='opinionround',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at', None), ('key', ''), _connector='OR'), name='closed_round_has_no_key'),
        ),
        migrations.AddConstraint(
            model_name='opinionballot',
            constraint=models.UniqueConstraint(fields=('round', 'voter'), name='opinion_once'),
        ),
        migrations.AddConstraint(
            model_name='opinionstatement',
            constraint=models.UniqueConstraint(fields=('round', 'text'), name='statement_once'),
        ),
    ]
