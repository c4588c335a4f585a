import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wiki', '0005_writing'),
    ]

    operations = [
        migrations.AddField(
            model_name='blob',
            name='encoding',
            field=models.CharField(choices=[('zstd', 'Fresh'), ('keyframe', 'Keyframe'), ('delta', 'Delta'), ('sealed', 'Sealed')], db_index=True, default='zstd', max_length=10),
        ),
        migrations.AddField(
            model_name='blob',
            name='dictionary',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leaning', to='wiki.blob'),
        ),
        migrations.AddField(
            model_name='blob',
            name='data',
            field=models.BinaryField(default=bytes),
        ),
        migrations.AddField(
            model_name='blob',
            name='raw_size',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
