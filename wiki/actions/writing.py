"""Adding one revision to a page whose row is locked. Permission and the journal are the caller's business."""

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from commons.people.models import Person
from wiki import rendering
from wiki.merging import normalise
from wiki.models import Blob, Page, Revision, Theme, digest_of


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


def append_revision(page: Page, text: str, **facts: Any) -> Revision:
    """Store `text` as the page's current one. `facts` are fields of Revision (author, kind, summary, state...).

    A live one is what everybody reads from now on; a pending one leaves readers with what they have.
    """
    text = normalise(text.replace("\x00", ""))
    blob = store_text(text)
    before = page.current
    facts.setdefault("number", page.edit_count + 1)
    revision = Revision.objects.create(
        page=page,
        parent=before,
        blob=blob,
        size=len(text),
        size_delta=len(text) - (before.size if before else 0),
        **facts,
    )
    page.current, page.edit_count = revision, revision.number
    if revision.is_pending:
        page.stable_revision = page.stable_revision or before
        page.save(update_fields=["current", "edit_count", "stable_revision", "changed"])
    else:
        page.lead, page.revised_at = rendering.prepare(page, blob.pk, text), revision.created
        page.stable_revision = None
        page.save(update_fields=["lead", "current", "edit_count", "revised_at", "stable_revision", "changed"])
    return revision


def show_to_readers(page: Page, revision: Revision) -> None:
    """What waited up to here is what everybody reads from now on."""
    blob = store_text(revision.blob.text)
    page.lead, page.revised_at = rendering.prepare(page, blob.pk, blob.text), timezone.now()
    page.stable_revision = None if revision.pk == page.current_id else revision
    page.save(update_fields=["lead", "revised_at", "stable_revision", "changed"])


def count_kept(person: Person | None, edits: int) -> None:
    """Edits that were kept make a member confirmed; the ones undone are counted back."""
    if person is not None:
        kept = Greatest(F("kept_edits") + edits, Value(0))
        Person.objects.filter(pk=person.pk).update(kept_edits=kept)
