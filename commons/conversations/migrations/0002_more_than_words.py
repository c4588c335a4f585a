import django.db.models.deletion
import uuid
from django.db import migrations, models
from django.db.models import Window
from django.db.models.functions import RowNumber


def number_places(apps, schema_editor):
    """1, 2, 3 in each topic, in the order of their numbers among all that happened."""
    Post = apps.get_model("conversations", "Post")
    place = Window(RowNumber(), partition_by="topic", order_by="seq")
    posts = list(Post.objects.annotate(counted=place).only("pk"))
    for post in posts:
        post.place = post.counted
    Post.objects.bulk_update(posts, ["place"], batch_size=400)


class Migration(migrations.Migration):

    dependencies = [
        ('communities', '0002_members'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('conversations', '0001_tables'),
        ('images', '0001_initial'),
        ('people', '0001_tables'),
    ]

    operations = [
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
        migrations.AddField(
            model_name='post',
            name='has_pictures',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='post',
            name='has_poll',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='post',
            name='moved_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conversations.topic'),
        ),
        migrations.AddField(
            model_name='post',
            name='moved_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stubs', to='conversations.post'),
        ),
        migrations.AddField(
            model_name='post',
            name='place',
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='topic',
            name='announcements',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='topic',
            name='heated_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='topic',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='conversations.topic'),
        ),
        migrations.AddField(
            model_name='topic',
            name='reach',
            field=models.CharField(choices=[('everybody', 'Everybody, also without an account'), ('members', 'People with an account in this town'), ('circle', 'The members of a circle')], default='everybody', max_length=10),
        ),
        migrations.AddField(
            model_name='topic',
            name='slow_seconds',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='post',
            name='state',
            field=models.CharField(choices=[('visible', 'visible'), ('hidden', 'hidden by moderation'), ('deleted', 'deleted'), ('moved', 'moved')], default='visible', max_length=10),
        ),
        migrations.AlterField(
            model_name='topic',
            name='state',
            field=models.CharField(choices=[('open', 'open'), ('locked', 'closed'), ('archived', 'archived'), ('hidden', 'hidden')], default='open', max_length=10),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['topic', 'created'], name='post_by_date'),
        ),
        migrations.RunPython(number_places, migrations.RunPython.noop, elidable=True),
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
    ]
