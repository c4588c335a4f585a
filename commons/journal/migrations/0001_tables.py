import commons.base.identifiers
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from commons.base import tables


class Migration(tables.Migration):

    replaces = [
        ('journal', '0001_initial'),
        ('journal', '0002_initial'),
    ]

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=commons.base.identifiers.uuid7, editable=False, unique=True)),
                ('verb', models.CharField(max_length=60)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='entries', to='people.person')),
                ('on_behalf_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='entries_for', to='people.person')),
                ('about_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='contenttypes.contenttype')),
                ('about_id', models.BigIntegerField()),
                ('detail', models.JSONField(blank=True, default=dict)),
                ('is_public', models.BooleanField(default=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'entries',
                'indexes': [models.Index(fields=['about_type', 'about_id', 'id'], name='entry_about'), models.Index(fields=['by', 'id'], name='entry_by')],
            },
        ),
        migrations.CreateModel(
            name='Errand',
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
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='errands', to='journal.entry')),
                ('reader', models.CharField(max_length=40)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'ready')), fields=['due_at'], name='errand_ready'), models.Index(condition=models.Q(('state', 'ready')), fields=['lane', 'id'], name='errand_lane')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'reader'), name='errand_once_per_reader')],
            },
        ),
        migrations.CreateModel(
            name='Job',
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
                ('uid', models.UUIDField(default=commons.base.identifiers.uuid7, editable=False, unique=True)),
                ('task', models.CharField(max_length=200)),
                ('arguments', models.JSONField(default=dict)),
                ('result', models.JSONField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'ready')), fields=['due_at'], name='job_ready'), models.Index(condition=models.Q(('state', 'ready')), fields=['lane', 'id'], name='job_lane')],
            },
        ),
    ]
