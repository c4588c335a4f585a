import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from commons.base import tables


class Migration(tables.Migration):

    replaces = [
        ('federation', '0001_initial'),
        ('federation', '0002_what_was_told_and_what_is_gone'),
        ('federation', '0003_decisions_about_servers'),
        ('federation', '0004_collections_of_groups'),
        ('federation', '0005_lanes_are_leased_as_a_whole'),
        ('federation', '0006_what_a_delivery_says'),
        ('federation', '0007_where_deliveries_are_found'),
        ('federation', '0008_deliveries_are_not_leased_one_by_one'),
    ]

    initial = True

    dependencies = [
        ('communities', '0001_tables'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Server',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(max_length=255, unique=True)),
                ('standing', models.CharField(choices=[('unknown', 'not decided'), ('allowed', 'allowed'), ('limited', 'limited'), ('blocked', 'suspended')], default='unknown', max_length=10)),
                ('hides_media', models.BooleanField(default=False)),
                ('reason', models.CharField(blank=True, default='', max_length=300)),
                ('note', models.TextField(blank=True, default='')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('last_inbox', models.CharField(blank=True, default='', max_length=2048)),
                ('dialect', models.CharField(choices=[('cavage', 'draft-cavage'), ('rfc9421', 'RFC 9421')], default='cavage', max_length=10)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('token', models.UUIDField(blank=True, null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, default='', max_length=500)),
                ('dormant_at', models.DateTimeField(blank=True, null=True)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='server_next')],
            },
        ),
        migrations.CreateModel(
            name='RemoteActor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uri', models.CharField(max_length=2048, unique=True)),
                ('type', models.CharField(max_length=20)),
                ('host', models.CharField(max_length=255)),
                ('person', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='remote_actor', to='people.person')),
                ('community', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='remote_actor', to='communities.community')),
                ('inbox', models.CharField(max_length=2048)),
                ('shared_inbox', models.CharField(blank=True, default='', max_length=2048)),
                ('outbox', models.CharField(blank=True, default='', max_length=2048)),
                ('followers', models.CharField(blank=True, default='', max_length=2048)),
                ('featured', models.CharField(blank=True, default='', max_length=2048)),
                ('moderators', models.CharField(blank=True, default='', max_length=2048)),
                ('fetched_at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('moved_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['host'], name='remote_actor_host')],
            },
        ),
        migrations.CreateModel(
            name='RemoteKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(max_length=2048, unique=True)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='federation.remoteactor')),
                ('public', models.TextField()),
                ('fetched_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='LocalKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='local_key', to='people.person')),
                ('community', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='local_key', to='communities.community')),
                ('is_instance', models.BooleanField(default=False)),
                ('rsa_private', models.TextField()),
                ('rsa_public', models.TextField()),
                ('ed25519_private', models.TextField()),
                ('ed25519_public', models.CharField(max_length=100)),
                ('successor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='retired', to='federation.localkey')),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_instance', True)), fields=('is_instance',), name='local_key_one_instance')],
            },
        ),
        migrations.CreateModel(
            name='ReceivedActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('ready', 'to do'), ('done', 'done'), ('dead', 'given up')], default='ready', max_length=8)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, default='', max_length=500)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('lane', models.CharField(blank=True, default='', max_length=200)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('token', models.UUIDField(blank=True, null=True)),
                ('activity_id', models.CharField(max_length=2048)),
                ('actor', models.CharField(max_length=2048)),
                ('host', models.CharField(max_length=255)),
                ('body', models.TextField()),
                ('received_at', models.DateTimeField(auto_now_add=True)),
                ('outcome', models.CharField(blank=True, default='', max_length=60)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'ready')), fields=['due_at'], name='receivedactivity_ready'), models.Index(condition=models.Q(('state', 'ready')), fields=['lane', 'id'], name='receivedactivity_lane')],
                'constraints': [models.UniqueConstraint(fields=('activity_id', 'actor'), name='received_once')],
            },
        ),
        migrations.CreateModel(
            name='HeldLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity_id', models.CharField(max_length=2048)),
                ('actor', models.CharField(max_length=2048)),
                ('host', models.CharField(db_index=True, max_length=255)),
                ('body', models.TextField()),
                ('received_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('activity_id', 'actor'), name='held_once')],
            },
        ),
        migrations.CreateModel(
            name='Relayed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_uri', models.CharField(max_length=2048, unique=True)),
                ('activity', models.TextField()),
                ('at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_uri', models.CharField(max_length=2048, unique=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Gone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('uri', models.CharField(max_length=2048)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('ready', 'to do'), ('done', 'done'), ('dead', 'given up')], default='ready', max_length=8)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, default='', max_length=500)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('activity_id', models.CharField(max_length=2048)),
                ('inbox', models.CharField(max_length=2048)),
                ('host', models.CharField(max_length=255)),
                ('body', models.TextField()),
                ('kind', models.CharField(blank=True, default='', max_length=30)),
                ('about', models.CharField(blank=True, default='', max_length=2048)),
                ('lasting', models.BooleanField(default=False)),
                ('rank', models.PositiveSmallIntegerField(default=1)),
                ('signer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='federation.localkey')),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(condition=models.Q(('state', 'ready')), fields=['host', 'rank', 'id'], name='delivery_waiting'), models.Index(condition=models.Q(('state', 'ready'), _negated=True), fields=['done_at'], name='delivery_done'), models.Index(condition=models.Q(('about', ''), _negated=True), fields=['about'], name='delivery_about')],
                'constraints': [models.UniqueConstraint(fields=('activity_id', 'inbox'), name='delivery_once')],
            },
        ),
    ]
