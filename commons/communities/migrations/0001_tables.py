import commons.base.identifiers
from django.db import migrations, models

from commons.base import tables


class Migration(tables.Migration):

    replaces = [
        ('communities', '0001_initial'),
        ('communities', '0003_neighbour_town'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Town',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='Calade', max_length=120)),
                ('tagline', models.CharField(blank=True, default='', max_length=300)),
                ('intro', models.TextField(blank=True, default='')),
                ('charter', models.TextField(blank=True, default='')),
                ('privacy', models.TextField(blank=True, default='')),
                ('accessibility', models.TextField(blank=True, default='')),
                ('insee', models.CharField(blank=True, default='', max_length=5)),
            ],
        ),
        migrations.CreateModel(
            name='Community',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('uid', models.UUIDField(default=commons.base.identifiers.uuid7, editable=False, unique=True)),
                ('home', models.CharField(blank=True, default='', editable=False, max_length=255)),
                ('uri', models.CharField(blank=True, default=None, editable=False, max_length=2048, null=True, unique=True)),
                ('kind', models.CharField(choices=[('theme', 'theme'), ('neighbourhood', 'neighbourhood'), ('space', 'space'), ('board', 'mutual-aid board')], max_length=20)),
                ('handle', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=120)),
                ('summary', models.TextField(blank=True, default='')),
                ('url', models.CharField(blank=True, default='', max_length=2048)),
            ],
            options={
                'verbose_name_plural': 'communities',
                'constraints': [models.UniqueConstraint(fields=('handle', 'home'), name='community_handle_once_per_home')],
            },
        ),
        migrations.CreateModel(
            name='NeighbourTown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('home', models.CharField(max_length=255, unique=True)),
                ('name', models.CharField(max_length=120)),
            ],
        ),
    ]
