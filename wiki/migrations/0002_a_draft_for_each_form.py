from uuid import uuid4

from django.db import migrations, models


def give_each_its_own(apps, schema_editor):
    drafts = apps.get_model("wiki", "Draft")
    for pk in drafts.objects.filter(form=None).values_list("pk", flat=True):
        drafts.objects.filter(pk=pk).update(form=uuid4())


class Migration(migrations.Migration):
    dependencies = [("wiki", "0001_tables")]
    operations = [
        migrations.RemoveConstraint("draft", "draft_once_per_page"),
        migrations.RemoveConstraint("draft", "draft_once_per_title"),
        migrations.AddField("draft", "form", models.UUIDField(null=True)),
        migrations.RunPython(give_each_its_own, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("draft", "form", models.UUIDField(default=uuid4)),
        migrations.AddConstraint(
            "draft", models.UniqueConstraint(fields=["person", "form"], name="draft_once_per_form")
        ),
    ]
