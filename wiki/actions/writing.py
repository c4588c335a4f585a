"""Adding one revision to a page whose row is locked. Permission and the journal are the caller's business."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from commons.base.text import title_key
from commons.people.models import Person
from wiki import rendering
from wiki.merging import normalise
from wiki.models import Blob, Change, Page, Revision, Tag, Theme, digest_of
from wiki.permissions import is_confirmed
from wiki.sources import names_a_source
from wiki.tags import are_same

CHANGES = {
    Revision.Kind.CREATE: Change.Kind.NEW,
    Revision.Kind.MOVE: Change.Kind.MOVE,
    Revision.Kind.LEAD: Change.Kind.MERGE,
}
SHOWN = ("lead", "revised_at", "size", "unsourced", "stable_revision")


def lock_page(page: Page) -> Page:
    """The page as it is now, held until commit: numbers follow each other without gaps.

    Two queries: one that waited for the lock still sees the other tables as they were before it waited
    (PostgreSQL, read committed), and would find no current revision.
    """
    Page.objects.select_for_update().get(pk=page.pk)
    rows = Page.objects.select_related("theme__community", "current__blob", "stable_revision__blob")
    return rows.get(pk=page.pk)


def lock_theme(theme: Theme) -> Theme:
    """Held while a title is taken or given back."""
    return Theme.objects.select_for_update(of=("self",)).select_related("community").get(pk=theme.pk)


def store_text(text: str) -> Blob:
    """The blob of a normalised text that becomes a current one: read by itself from now on, and held until commit."""
    blob = Blob.objects.select_for_update(of=("self",)).filter(pk=digest_of(text)).first()
    if blob is None:
        made = Blob.of(text)
        values = {"data": made.data, "raw_size": made.raw_size}
        blob, _made = Blob.objects.get_or_create(sha256=made.sha256, defaults=values)
    if blob.encoding in (Blob.Encoding.DELTA, Blob.Encoding.SEALED):
        blob.stand_alone(Blob.Encoding.FRESH)
    return blob


def tags_named(page: Page, names: Iterable[str]) -> list[Tag]:
    """The tags of the page's theme by these names, begun where there are none, held until commit: a tag that is
    merged meanwhile takes the page with it. Where they lead is read when they are held (see `lock_page`).
    """
    by_slug = {title_key(name): name for name in names}
    tags = Tag.objects.filter(theme=page.theme, slug__in=by_slug)
    for slug in by_slug.keys() - set(tags.values_list("slug", flat=True)):
        Tag.objects.get_or_create(theme=page.theme, slug=slug, defaults={"name": by_slug[slug]})
    list(tags.select_for_update().order_by("pk").values_list("pk"))
    found = {tag.slug: tag.leads_to or tag for tag in tags.select_related("leads_to")}
    return list(dict.fromkeys(found[slug] for slug in by_slug))


def append_revision(page: Page, text: str, *, tags: Iterable[str] | None = None, **facts: Any) -> Revision:
    """Store `text` as the page's current one. `tags` None leaves it those it has. `facts` are fields of Revision
    (author, kind, summary, state...).

    A live one is what everybody reads from now on; a pending one leaves readers with what they have.
    """
    text = normalise(text.replace("\x00", ""))
    blob = store_text(text)
    before = page.current
    borne = before.tags if before else []
    if tags is not None and not are_same(tags, borne):
        borne = [tag.name for tag in tags_named(page, tags)]
    facts.setdefault("number", page.edit_count + 1)
    revision = Revision.objects.create(
        page=page,
        parent=before,
        blob=blob,
        size=len(text),
        size_delta=len(text) - (before.size if before else 0),
        tags=borne,
        **facts,
    )
    _note_change(page, revision)
    shown = page.accepted if before else None
    page.current, page.edit_count = revision, revision.number
    if revision.is_pending:
        page.stable_revision = page.stable_revision or before
        page.save(update_fields=["current", "edit_count", "stable_revision", "changed"])
    else:
        set_shown(page, revision, text, revision.created, instead_of=shown)
        page.save(update_fields=[*SHOWN, "current", "edit_count", "changed"])
    return revision


def _note_change(page: Page, revision: Revision) -> None:
    author = revision.author
    Change.objects.create(
        theme=page.theme,
        page=page,
        revision=revision,
        kind=CHANGES.get(Revision.Kind(revision.kind), Change.Kind.EDIT),
        by=author,
        minor=revision.minor,
        newcomer=author is not None and not is_confirmed(author),
    )


def show_to_readers(page: Page, revision: Revision) -> None:
    """What waited up to here is what everybody reads from now on."""
    text = store_text(revision.blob.text).text
    set_shown(page, revision, text, timezone.now(), instead_of=page.accepted)
    page.save(update_fields=[*SHOWN, "changed"])


def set_shown(
    page: Page, revision: Revision, text: str, at: datetime, *, instead_of: Revision | None
) -> None:
    """Let readers see this revision, whose text this is. The caller saves the page."""
    if not are_same(revision.tags, instead_of.tags if instead_of else []):
        page.tags.set(tags_named(page, revision.tags))
    page.lead, page.revised_at = rendering.prepare(page, revision.blob_id, text), at
    page.size, page.unsourced = revision.size, not names_a_source(text)
    page.stable_revision = None if revision.pk == page.current_id else revision


def count_kept(person: Person | None, edits: int) -> None:
    """Edits that were kept make a member confirmed; the ones undone are counted back."""
    if person is not None:
        kept = Greatest(F("kept_edits") + edits, Value(0))
        Person.objects.filter(pk=person.pk).update(kept_edits=kept)
