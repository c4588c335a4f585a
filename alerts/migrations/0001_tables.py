import commons.base.identifiers
import django.db.models.deletion
from django.db import migrations, models

from commons.base import tables


class Migration(tables.Migration):

    replaces = [
        ('alerts', '0001_initial'),
        ('alerts', '0002_announcements'),
    ]

    initial = True

    dependencies = [
        ('journal', '0001_tables'),
        ('people', '0001_tables'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('official_hosts', models.TextField(default='gouv.fr\nmeteofrance.com\nmeteofrance.fr\nars.sante.fr\nsantepubliquefrance.fr\nservice-public.fr\natmosud.org\nbison-fute.fr\n')),
                ('most_a_day', models.PositiveSmallIntegerField(default=8)),
            ],
            options={
                'verbose_name_plural': 'rules',
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='alert_wish', to='people.person')),
                ('notice_from', models.CharField(choices=[('information', 'Everything that is relayed'), ('vigilance', 'Vigilance and danger'), ('danger', 'Danger only'), ('never', 'Nothing')], default='information', max_length=12)),
                ('mail_from', models.CharField(choices=[('information', 'Everything that is relayed'), ('vigilance', 'Vigilance and danger'), ('danger', 'Danger only'), ('never', 'Nothing')], default='danger', max_length=12)),
                ('night', models.BooleanField(default=False)),
                ('drills', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('uid', models.UUIDField(default=commons.base.identifiers.uuid7, editable=False, unique=True)),
                ('home', models.CharField(blank=True, default='', editable=False, max_length=255)),
                ('uri', models.CharField(blank=True, default=None, editable=False, max_length=2048, null=True, unique=True)),
                ('drill', models.BooleanField(default=False)),
                ('begun', models.BooleanField(default=False)),
                ('last_seq', models.BigIntegerField(default=0)),
                ('acks_kept', models.PositiveIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Bulletin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('uid', models.UUIDField(default=commons.base.identifiers.uuid7, editable=False, unique=True)),
                ('client_key', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bulletins', to='alerts.alert')),
                ('level', models.CharField(choices=[('information', 'Information'), ('vigilance', 'Vigilance'), ('danger', 'Danger')], max_length=12)),
                ('event', models.CharField(choices=[('heat', 'Heat'), ('cold', 'Great cold'), ('flood', 'Flood'), ('storm', 'Storm or strong wind'), ('snow', 'Snow or ice'), ('fire', 'Fire'), ('air', 'Quality of the air'), ('water', 'Drinking water'), ('power', 'Electricity, gas or telephone'), ('road', 'Roads and transport'), ('health', 'Health'), ('other', 'Something else')], max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('body', models.TextField(blank=True, default='')),
                ('source_name', models.CharField(max_length=120)),
                ('source_url', models.CharField(max_length=500)),
                ('source_listed', models.BooleanField(default=True)),
                ('everywhere', models.BooleanField(default=True)),
                ('valid_from', models.DateTimeField(blank=True, null=True)),
                ('valid_until', models.DateTimeField()),
                ('state', models.CharField(choices=[('drafted', 'being written'), ('waiting', 'waits for a second person'), ('refused', 'not confirmed'), ('dropped', 'put away'), ('published', 'relayed'), ('superseded', 'replaced by an update'), ('ended', 'over'), ('cancelled', 'cancelled')], default='drafted', max_length=10)),
                ('edition', models.PositiveIntegerField(default=1)),
                ('issuer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='bulletins_written', to='people.person')),
                ('confirmer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='bulletins_confirmed', to='people.person')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_reason', models.CharField(blank=True, default='', max_length=300)),
                ('areas', models.ManyToManyField(blank=True, related_name='+', to='places.neighbourhood')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'valid_until'], name='bulletin_state'), models.Index(fields=['published_at'], name='bulletin_published')],
                'constraints': [models.CheckConstraint(condition=models.Q(('issuer', models.F('confirmer')), _negated=True), name='bulletin_two_people'), models.UniqueConstraint(condition=models.Q(('state__in', ['drafted', 'waiting'])), fields=('alert',), name='bulletin_one_in_preparation'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('alert',), name='bulletin_one_published')],
            },
        ),
        migrations.CreateModel(
            name='AlertAck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acks', to='alerts.bulletin')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alert_acks', to='people.person')),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bulletin', 'person'), name='alert_ack_once')],
            },
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='announcements', to='alerts.bulletin')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journal.entry')),
                ('after', models.BigIntegerField(default=0)),
                ('told', models.PositiveIntegerField(default=0)),
                ('mailed', models.PositiveIntegerField(default=0)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('finished_at', None)), fields=['id'], name='announcement_unfinished')],
            },
        ),
        migrations.CreateModel(
            name='Transition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='alerts.bulletin')),
                ('name', models.CharField(max_length=12)),
                ('before', models.CharField(blank=True, default='', max_length=10)),
                ('after', models.CharField(choices=[('drafted', 'being written'), ('waiting', 'waits for a second person'), ('refused', 'not confirmed'), ('dropped', 'put away'), ('published', 'relayed'), ('superseded', 'replaced by an update'), ('ended', 'over'), ('cancelled', 'cancelled')], max_length=10)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='alert_transitions', to='people.person')),
                ('actor', models.CharField(choices=[('issuer', 'who wrote it'), ('second', 'a second person'), ('holder', 'somebody who may stop it'), ('clock', "the town's clock")], max_length=10)),
                ('reason', models.CharField(blank=True, default='', max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='alert',
            name='current',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='alerts.bulletin'),
        ),
    ]
