"""A delivery says what it is and of which thing, so that a newer one may take its place, and some go first."""

from django.db import migrations, models


def name_updates(apps, schema_editor):
    apps.get_model("federation", "Delivery").objects.exclude(about="").update(kind="Update")


class Migration(migrations.Migration):
    dependencies = [("federation", "0005_lanes_are_leased_as_a_whole")]

    operations = [
        migrations.RenameField("delivery", "renews", "about"),
        migrations.AddField("delivery", "kind", models.CharField(blank=True, default="", max_length=30)),
        migrations.AddField("delivery", "lasting", models.BooleanField(default=False)),
        migrations.AddField("delivery", "rank", models.PositiveSmallIntegerField(default=1)),
        migrations.RunPython(name_updates, migrations.RunPython.noop, elidable=True),
    ]
