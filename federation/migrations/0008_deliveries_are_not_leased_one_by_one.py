"""The lease lies on the lane, which is the server: a delivery has none of its own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("federation", "0007_where_deliveries_are_found")]

    operations = [migrations.RemoveField("delivery", name) for name in ("lane", "leased_until", "token")]
