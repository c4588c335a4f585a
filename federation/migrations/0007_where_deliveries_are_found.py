"""Indexes for lanes that are leased as a whole, and for what is said of one thing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("federation", "0006_what_a_delivery_says")]

    operations = [
        migrations.RemoveIndex("delivery", "delivery_ready"),
        migrations.RemoveIndex("delivery", "delivery_lane"),
        migrations.AddIndex(
            "delivery",
            models.Index(
                condition=models.Q(("state", "ready")), fields=["host", "rank", "id"], name="delivery_waiting"
            ),
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(
                condition=models.Q(("state", "ready"), _negated=True), fields=["done_at"], name="delivery_done"
            ),
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(
                condition=models.Q(("about", ""), _negated=True), fields=["about"], name="delivery_about"
            ),
        ),
    ]
