"""Recent changes: those that somebody asks for, a page of them at a time."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commons.people.models import Person
from wiki.models import Change, Theme
from wiki.models.changes import ChangeQuerySet

PER_PAGE = 50


def chosen(
    reader: Person | None,
    *,
    theme: Theme | None = None,
    kind: str = "",
    large: bool = False,
    newcomers: bool = False,
    person: Person | None = None,
    days: int | None = None,
) -> ChangeQuerySet:
    """Of one theme, or of all; `kind` is one of Change.Kind, `large` leaves small corrections out."""
    rows = Change.objects.readable_by(reader).to_show().newest_first()
    rows = rows.filter(theme=theme) if theme else rows.heard()
    asked: dict[str, Any] = {}
    if kind:
        asked["kind"] = kind
    if large:
        asked["minor"] = False
    if newcomers:
        asked["newcomer"] = True
    if person:
        asked["by"] = person
    if days:
        asked["at__gte"] = timezone.now() - timedelta(days=days)
    return rows.filter(**asked)


def page_of(rows: ChangeQuerySet, after: int | None) -> tuple[list[Change], int | None]:
    """The next ones after the change with that key, and the key to go on from, if there is more."""
    found = list(rows.before(after)[: PER_PAGE + 1])
    further = found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None
    for change in found:
        change.page.theme = change.theme
        if change.revision:
            change.revision.page, change.revision.author = change.page, change.by
    return found[:PER_PAGE], further
