from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("federation", "0003_decisions_about_servers")]

    operations = [
        migrations.AddField("remoteactor", "featured", models.CharField(blank=True, default="", max_length=2048)),
        migrations.AddField("remoteactor", "moderators", models.CharField(blank=True, default="", max_length=2048)),
    ]
