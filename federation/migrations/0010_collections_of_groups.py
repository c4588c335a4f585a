from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("federation", "0002_what_was_told_and_what_is_gone")]

    operations = [
        migrations.AddField("remoteactor", "featured", models.CharField(blank=True, default="", max_length=2048)),
        migrations.AddField("remoteactor", "moderators", models.CharField(blank=True, default="", max_length=2048)),
    ]
