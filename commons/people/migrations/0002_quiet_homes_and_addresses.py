"""Servers that are kept quiet; other addresses of a person, and what other servers are asked."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuietHome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('home', models.CharField(max_length=255, unique=True)),
                ('level', models.CharField(blank=True, choices=[('', 'heard'), ('limited', 'limited'), ('hidden', 'hidden')], default='', max_length=10)),
                ('hides_media', models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name='person',
            name='also_known_as',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='person',
            name='is_discoverable',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='person',
            name='is_indexable',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='person',
            name='moved_to',
            field=models.CharField(blank=True, default='', max_length=2048),
        ),
        migrations.AddField(
            model_name='person',
            name='webfinger',
            field=models.CharField(blank=True, default='', max_length=320),
        ),
    ]
