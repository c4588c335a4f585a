"""What is decided of servers, letters that wait for it, keys that were renewed, actors who moved."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('federation', '0002_what_was_told_and_what_is_gone'),
    ]

    operations = [
        migrations.AddField(
            model_name='localkey',
            name='retired_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='localkey',
            name='successor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='retired', to='federation.localkey'),
        ),
        migrations.AddField(
            model_name='remoteactor',
            name='moved_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='server',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='server',
            name='hides_media',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='server',
            name='last_inbox',
            field=models.CharField(blank=True, default='', max_length=2048),
        ),
        migrations.AddField(
            model_name='server',
            name='note',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AlterField(
            model_name='server',
            name='standing',
            field=models.CharField(choices=[('unknown', 'not decided'), ('allowed', 'allowed'), ('limited', 'limited'), ('blocked', 'suspended')], default='unknown', max_length=10),
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
    ]
