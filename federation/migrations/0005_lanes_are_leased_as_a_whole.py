"""A server is the lane of what waits for it: when it is looked at, by whom, how often it failed, whether it sleeps."""

from django.db import migrations, models
from django.utils import timezone


def give_each_a_lane(apps, schema_editor):
    Server = apps.get_model("federation", "Server")
    Delivery = apps.get_model("federation", "Delivery")
    hosts = set(Delivery.objects.filter(state="ready").order_by().values_list("host", flat=True).distinct())
    known = set(Server.objects.filter(host__in=hosts).values_list("host", flat=True))
    Server.objects.bulk_create([Server(host=host) for host in hosts - known])
    Server.objects.filter(host__in=hosts).update(next_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("federation", "0004_collections_of_groups")]

    operations = [
        *(
            migrations.AddField("server", name, models.DateTimeField(blank=True, null=True))
            for name in ("next_at", "leased_until", "failed_at", "dormant_at", "paused_at")
        ),
        migrations.AddField("server", "token", models.UUIDField(blank=True, null=True)),
        migrations.AddField("server", "failures", models.PositiveIntegerField(default=0)),
        migrations.AddField("server", "last_error", models.CharField(blank=True, default="", max_length=500)),
        migrations.AddIndex(
            "server",
            models.Index(condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="server_next"),
        ),
        migrations.RunPython(give_each_a_lane, migrations.RunPython.noop, elidable=True),
    ]
