import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('moderation', '0001_initial'),
        ('moderation', '0002_initial'),
        ('moderation', '0003_flags_between_towns'),
        ('moderation', '0004_watch_list'),
        ('moderation', '0005_decisions'),
    ]

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('about_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('about_id', models.BigIntegerField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='flags', to='people.person')),
                ('home', models.CharField(blank=True, default='', max_length=255)),
                ('reason', models.CharField(choices=[('hurtful', 'It hurts somebody'), ('private', 'It shows private information'), ('false', 'It is false or misleading'), ('spam', 'It is advertising'), ('money', 'Somebody asks for money'), ('illegal', 'The law does not allow it'), ('danger', 'Somebody may be in danger'), ('other', 'Something else'), ('appeal', 'An author asks another moderator to look')], max_length=20)),
                ('note', models.TextField(blank=True, default='')),
                ('state', models.CharField(choices=[('open', 'waiting'), ('upheld', 'acted upon'), ('dismissed', 'no action needed')], default='open', max_length=10)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='flags_settled', to='people.person')),
                ('answer', models.TextField(blank=True, default='')),
                ('forwarded', models.TextField(blank=True, default='')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('about_type', 'about_id', 'by'), name='flag_once_per_person')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('about_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('held', 'held for a look'), ('refused', 'given back'), ('hidden', 'hidden')], max_length=10)),
                ('rules', models.CharField(blank=True, default='', max_length=120)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='people.person')),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [models.Index(fields=['about_type', 'about_id', 'id'], name='decision_about')],
            },
        ),
        migrations.CreateModel(
            name='WatchList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('words', models.TextField(blank=True, default='')),
                ('hosts', models.TextField(blank=True, default='')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
