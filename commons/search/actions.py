"""Keeping the index: a patient reader of the journal, and a command that makes it anew."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from commons.base.text import stems, title_key
from commons.journal.models import Entry
from commons.search import spelling
from commons.search.models import SearchDocument
from commons.search.registry import maker_of, searchable_models

LONGEST_BODY = 50_000


def index_entries(entries: Sequence[Entry]) -> None:
    """What they are about, each once: an index says how things are now."""
    about: dict[ContentType, set[int]] = defaultdict(set)
    for entry in entries:
        about[entry.about_type].add(entry.about_id)
    for kind, keys in about.items():
        if model := kind.model_class():
            things = model._default_manager.in_bulk(keys)
            for key in sorted(things):  # as they came to be: of equals, what was added last is found first
                index(things[key])
            if gone := keys - things.keys():
                SearchDocument.objects.filter(about_type=kind, about_id__in=gone).delete()


@transaction.atomic
def index(thing: models.Model) -> None:
    """Write the thing's document as it is now, or forget it."""
    maker = maker_of(type(thing))
    kind = ContentType.objects.get_for_model(thing)
    document = maker(thing) if maker else None
    if document is None:
        SearchDocument.objects.filter(about_type=kind, about_id=thing.pk).delete()
        return
    body = document.body[:LONGEST_BODY]
    values: dict[str, Any] = {
        "kind": document.kind,
        "title": document.title[:200],
        "body": body,
        "href": document.href,
        "home": document.home,
        "members_only": document.members_only,
        "group_id": document.group,
        "circle_id": document.circle,
        "at": document.at,
        "tags": "".join(f"\n{title_key(tag)}\n" for tag in document.tags),
        "title_stems": " ".join(stems(document.title)),
        "heading_stems": " ".join(stems(document.headings)),
        "body_stems": " ".join(stems(body)),
    }
    rows = SearchDocument.objects.filter(about_type=kind, about_id=thing.pk)
    # A conversation is indexed at each post: under the title and for the readers it had, nothing is new to learn.
    same = rows.filter(title=values["title"], members_only=document.members_only)
    if same.update(**values, changed=timezone.now()):
        return
    SearchDocument.objects.update_or_create(about_type=kind, about_id=thing.pk, defaults=values)
    if not document.members_only:
        spelling.learn(document.title)


def index_everything() -> int:
    """Make the whole index anew; returns how many things were looked at."""
    SearchDocument.objects.all().delete()
    spelling.forget()
    count = 0
    for model in searchable_models():
        for thing in model._default_manager.iterator():
            index(thing)
            count += 1
    return count
