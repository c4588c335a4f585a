import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('notices', '0001_initial'),
        ('notices', '0002_initial'),
        ('notices', '0003_bundles'),
    ]

    initial = True

    dependencies = [
        ('journal', '0001_tables'),
        ('people', '0001_tables'),
    ]

    operations = [
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
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['person', 'read_at'], name='notice_unread'), models.Index(condition=models.Q(('read_at', None), models.Q(('bundle', ''), _negated=True)), fields=['bundle', 'person'], name='notice_bundle')],
                'constraints': [models.UniqueConstraint(fields=('person', 'entry', 'kind'), name='notice_once')],
            },
        ),
    ]
