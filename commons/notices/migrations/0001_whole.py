import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from commons.base import tables


class Migration(tables.Migration):

    replaces = [
        ('notices', '0001_initial'),
        ('notices', '0002_initial'),
        ('notices', '0003_bundles'),
        ('notices', '0001_tables'),
        ('notices', '0002_how_people_are_told'),
    ]

    initial = True

    dependencies = [
        ('journal', '0001_tables'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='PushKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='vapid', max_length=10, unique=True)),
                ('sealed', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='people.person')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='journal.entry')),
                ('kind', models.CharField(max_length=60)),
                ('href', models.CharField(max_length=500)),
                ('title', models.CharField(blank=True, default='', max_length=200)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('bundle', models.CharField(blank=True, default='', max_length=60)),
                ('count', models.PositiveIntegerField(default=1)),
                ('people', models.JSONField(blank=True, default=list)),
                ('pace', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day'), ('weekly', 'once a week'), ('never', 'never')], default='never', max_length=8)),
                ('pushed_at', models.DateTimeField(blank=True, null=True)),
                ('subject', models.CharField(choices=[('direct', 'What concerns me'), ('talk', 'The conversations that I take part in'), ('followed', 'What I follow')], default='direct', max_length=8)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['person', 'read_at'], name='notice_unread'), models.Index(condition=models.Q(('read_at', None), models.Q(('bundle', ''), _negated=True)), fields=['bundle', 'person'], name='notice_bundle'), models.Index(condition=models.Q(('mailed_at', None), ('pace__in', ['daily', 'weekly']), ('read_at', None)), fields=['pace', 'person', 'id'], name='notice_digest'), models.Index(condition=models.Q(('pushed_at__isnull', False)), fields=['person', 'pushed_at'], name='notice_pushed')],
                'constraints': [models.UniqueConstraint(fields=('person', 'entry', 'kind'), name='notice_once')],
            },
        ),
        migrations.CreateModel(
            name='DigestRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pace', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day'), ('weekly', 'once a week'), ('never', 'never')], max_length=8)),
                ('edge', models.DateTimeField()),
                ('after', models.BigIntegerField(default=0)),
                ('queued', models.PositiveIntegerField(default=0)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'digest',
                'constraints': [models.UniqueConstraint(fields=('pace', 'edge'), name='digest_once')],
            },
        ),
        migrations.CreateModel(
            name='FeedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('sealed', models.TextField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='feed_address', to='people.person')),
            ],
            options={
                'verbose_name_plural': 'feed addresses',
            },
        ),
        migrations.CreateModel(
            name='PushDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('sealed', models.TextField()),
                ('service', models.CharField(max_length=253)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('rang_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='push_devices', to='people.person')),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('key', models.CharField(blank=True, default='', max_length=120)),
                ('digest', models.CharField(max_length=64)),
                ('sealed', models.TextField()),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('told_until', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('confirmed_at__isnull', False)), fields=['kind', 'told_until'], name='subscription_due')],
                'constraints': [models.UniqueConstraint(fields=('digest', 'kind', 'key'), name='subscription_once')],
            },
        ),
        migrations.CreateModel(
            name='AnswerAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=120)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('used_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'verbose_name_plural': 'answer addresses',
                'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'key'), name='answer_address_once')],
            },
        ),
        migrations.CreateModel(
            name='Attention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=120)),
                ('level', models.CharField(choices=[('followed', 'followed'), ('muted', 'muted')], max_length=8)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attentions', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'key', 'level'], name='attention_to')],
                'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'key'), name='attention_once')],
            },
        ),
        migrations.CreateModel(
            name='Wishes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direct', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day'), ('weekly', 'once a week'), ('never', 'never')], default='at_once', max_length=8)),
                ('talk', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day'), ('weekly', 'once a week'), ('never', 'never')], default='weekly', max_length=8)),
                ('followed', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day'), ('weekly', 'once a week'), ('never', 'never')], default='weekly', max_length=8)),
                ('push', models.CharField(choices=[('direct', 'only what concerns me'), ('all', 'everything that I am told of')], default='direct', max_length=8)),
                ('pushes_a_week', models.PositiveSmallIntegerField(default=3)),
                ('quiet_from', models.PositiveSmallIntegerField(default=21)),
                ('quiet_until', models.PositiveSmallIntegerField(default=8)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notice_wishes', to='people.person')),
            ],
            options={
                'verbose_name_plural': 'wishes',
                'constraints': [models.CheckConstraint(condition=models.Q(('quiet_from__lt', 24), ('quiet_until__lt', 24)), name='quiet_hours_of_a_clock')],
            },
        ),
    ]
