"""What was changed in the last three months is listed, and who began a page here watches it."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone

KINDS = {"create": "new", "move": "move", "lead": "merge"}
AT_ONCE = 1000


def list_changes(apps: Any, schema_editor: Any) -> None:
    revisions, changes = apps.get_model("wiki", "Revision"), apps.get_model("wiki", "Change")
    rows = revisions.objects.filter(imported_at=None, created__gte=timezone.now() - timedelta(days=90))
    made = []
    for row in rows.select_related("page").defer("page__lead").order_by("created", "pk").iterator(AT_ONCE):
        made.append(
            changes(
                theme_id=row.page.theme_id,
                page_id=row.page_id,
                revision_id=row.pk,
                kind=KINDS.get(row.kind, "edit"),
                by_id=row.author_id,
                minor=row.minor,
                at=row.created,
            )
        )
        if len(made) == AT_ONCE:
            changes.objects.bulk_create(made)
            made = []
    changes.objects.bulk_create(made)


def watch_own_pages(apps: Any, schema_editor: Any) -> None:
    """They were told of changes until now, without a watch."""
    revisions, watches = apps.get_model("wiki", "Revision"), apps.get_model("wiki", "Watch")
    begun = revisions.objects.filter(number=1, author__home="", author__kind="person", author__state="active")
    rows = begun.order_by("pk").values_list("author", "page", "page__edit_count").iterator(AT_ONCE)
    made = []
    for person, page, seen in rows:
        made.append(watches(person_id=person, page_id=page, seen=seen))
        if len(made) == AT_ONCE:
            watches.objects.bulk_create(made)
            made = []
    watches.objects.bulk_create(made)


class Migration(migrations.Migration):
    dependencies = [("wiki", "0017_community")]

    operations = [
        migrations.RunPython(list_changes, migrations.RunPython.noop),
        migrations.RunPython(watch_own_pages, migrations.RunPython.noop),
    ]
