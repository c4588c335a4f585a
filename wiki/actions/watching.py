"""Watching pages and themes, and thanking for a change.

What somebody watches and has seen is their own business: nobody is told, so nothing is recorded.
"""

from django.db import transaction
from django.utils import timezone

from commons.base.errors import MayNot, NotHere
from commons.journal.actions import record
from commons.people.models import Person
from wiki.models import Page, Revision, Thanks, Theme, Watch, Watcher
from wiki.models.watches import UNTIL
from wiki.permissions import may_thank, may_watch
from wiki.verbs import Verb

Level = Watch.Level


@transaction.atomic
def watch(target: Page | Theme, *, by: Person, level: str = Level.EVERY, minor: bool = False) -> Watch:
    """Begin to watch, or say anew how. What has been seen up to now is not told again."""
    if not may_watch(by):
        raise MayNot
    said = {"level": Level(level), "minor": minor}
    if level in UNTIL and not Watch.objects.filter(person=by, level=level).exists():
        Watcher.objects.filter(person=by).update(**{UNTIL[Level(level)]: timezone.now()})
    if isinstance(target, Theme):
        return Watch.objects.update_or_create(person=by, theme=target, defaults=said)[0]
    begun = {**said, "seen": target.edit_count}
    return Watch.objects.update_or_create(person=by, page=target, defaults=said, create_defaults=begun)[0]


@transaction.atomic
def stop_watching(target: Page | Theme, *, by: Person) -> None:
    watches = Watch.objects.filter(person=by)
    (watches.filter(page=target) if isinstance(target, Page) else watches.filter(theme=target)).delete()


@transaction.atomic
def choose_watching(*, by: Person, pages_begun: bool, pages_edited: bool) -> Watcher:
    """What is watched from now on without asking; what is watched already stays as it is."""
    if not may_watch(by):
        raise MayNot
    wishes = {"pages_begun": pages_begun, "pages_edited": pages_edited}
    return Watcher.objects.update_or_create(person=by, defaults=wishes)[0]


@transaction.atomic
def see_page(page: Page, *, by: Person) -> None:
    """Its newest version is before their eyes."""
    Watch.objects.filter(person=by, page=page, seen__lt=page.edit_count).update(seen=page.edit_count)


@transaction.atomic
def end_digests(person: Person) -> None:
    """No more messages: what they watch stays on their list."""
    Watch.objects.filter(person=person, level__in=[Level.DAILY, Level.WEEKLY]).update(level=Level.SILENT)


@transaction.atomic
def forget_watching(person: Person, erase: bool) -> None:
    """They leave the town: nobody is left whom it would be for."""
    for rows in (Watch, Watcher, Thanks):
        rows.objects.filter(person=person).delete()


def watch_own(page: Page, *, by: Person, begun: bool) -> None:
    """Called in the transaction of a save: watches the page for its author, if they wish; they have seen their own."""
    if not may_watch(by):
        return
    known = Watch.objects.filter(person=by, page=page)
    if known.filter(seen=page.edit_count - 1).update(seen=page.edit_count) or known.exists():
        return
    wishes = Watcher.objects.filter(person=by).first() or Watcher()
    if wishes.pages_begun if begun else wishes.pages_edited:
        watch(page, by=by)


@transaction.atomic
def thank(page: Page, *, by: Person, number: int) -> None:
    """Thank the author of a version, once. Only they are told."""
    revision = Revision.objects.select_related("author").filter(page=page, number=number).first()
    if revision is None or page.deleted_at is not None:
        raise NotHere
    if not may_thank(by, revision):
        raise MayNot
    _row, is_new = Thanks.objects.get_or_create(revision=revision, person=by)
    if is_new:
        record(Verb.EDIT_THANKED, by=by, about=page, public=False, number=number)
