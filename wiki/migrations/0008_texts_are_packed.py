from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wiki', '0007_pack_texts'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='blob',
            name='text',
        ),
        migrations.AddConstraint(
            model_name='blob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dictionary__isnull', False), ('encoding', 'delta')), models.Q(models.Q(('encoding', 'delta'), _negated=True), ('dictionary', None)), _connector='OR'), name='blob_delta_has_dictionary'),
        ),
    ]
