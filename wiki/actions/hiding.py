"""Parts of a version that nobody may see any more, as the law asks; the act is public, the content is not."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.journal.actions import record
from commons.journal.models import Entry, EntryQuerySet
from commons.people.models import Person
from wiki.actions.exchanges import drop_exports
from wiki.actions.writing import lock_page
from wiki.models import Blob, Change, Concealment, Page, RenderCache, Revision
from wiki.permissions import may_hide_revision, may_show_revision
from wiki.verbs import Verb

Part = Revision.Part


@transaction.atomic
def hide_revision(
    page: Page, *, by: Person, revision: Revision, parts: Collection[int], reason: str, note: str = ""
) -> None:
    """Hide some parts; of the text, in every version of the page that has the same one.

    Raises WrongMoment while the page shows that text, to members or to everybody: an earlier one must come back first.
    """
    page = lock_page(page)
    if not may_hide_revision(by, page):
        raise MayNot
    if revision.page_id != page.pk:
        raise NotHere
    bits = sum({int(part) for part in parts})
    rows = Revision.objects.select_for_update(of=("self",)).filter(page=page).order_by("number")
    if bits & Part.TEXT and revision.blob_id in page.texts_shown:
        raise WrongMoment(
            _("The page shows this text now. Bring back an earlier version first, then hide it.")
        )
    for row in rows.filter(pk=revision.pk):
        _hide(row, bits, by, reason, note)
    if bits & Part.TEXT:
        for row in rows.filter(blob=revision.blob_id).exclude(pk=revision.pk):
            _hide(row, Part.TEXT, by, reason, note)
        _seal(revision.blob_id)
    drop_exports(page.theme)
    page.save(update_fields=["changed"])  # by which other towns see that there is news
    names = [part.name.lower() for part in Part if part & bits]
    record(Verb.REVISION_HIDDEN, by=by, about=page, version=revision.number, parts=names, reason=reason)


def hide_as_home(page: Page, hidden: Mapping[int, tuple[int, str]]) -> None:
    """Of a copy whose row is locked: the same parts, by number of version, as at its home; what is shown there again
    is shown here. What moderators of this town have hidden stays so.
    """
    rows = Revision.objects.select_for_update(of=("self",)).filter(page=page).order_by("number")
    for row in rows.filter(number__in=hidden):
        bits, reason = hidden[row.number]
        if row.blob_id in page.texts_shown:
            bits &= ~Part.TEXT
        if new := bits & ~row.hidden:
            _hide(
                row, bits, None, reason if reason in Concealment.Reason.values else Concealment.Reason.ILLEGAL
            )
            if new & Part.TEXT:
                _seal(row.blob_id)
            names = [part.name.lower() for part in Part if part & bits]
            record(Verb.REVISION_HIDDEN, by=None, about=page, version=row.number, parts=names)
    for row in rows.filter(concealment__by=None, hidden__gt=0).exclude(number__in=hidden):
        _show(row)
        record(Verb.REVISION_SHOWN, by=None, about=page, version=row.number)


@transaction.atomic
def show_revision(page: Page, *, by: Person | None, revision: Revision) -> None:
    """Put back all that was hidden of a version. `by` None: a jury has said so."""
    page = lock_page(page)
    if by is not None and not may_show_revision(by):
        raise MayNot
    row = Revision.objects.select_for_update(of=("self",)).filter(pk=revision.pk, page=page).first()
    if row is None or not row.hidden:
        raise NotHere
    if row.imported_at and row.hides_text and not row.size:
        raise WrongMoment(
            _("This text was hidden before it came here with a file: there is nothing to show.")
        )
    _show(row)
    page.save(update_fields=["changed"])
    record(Verb.REVISION_SHOWN, by=by, about=page, version=row.number)


def _show(row: Revision) -> None:
    kept = Concealment.objects.select_related("author").get(revision=row)
    if row.hides_summary:
        row.summary = kept.summary
    if row.hides_author:
        row.author = kept.author
        row.imported_from = kept.imported_from or row.imported_from
        _entries_of(row).filter(by=None).update(by=kept.author)
        Change.objects.filter(revision=row).update(by=kept.author)
    if row.hides_text:
        _unseal(row.blob_id)
    row.hidden = 0
    row.save(update_fields=["hidden", "summary", "author", "imported_from"])
    kept.delete()


def _hide(row: Revision, bits: int, by: Person | None, reason: str, note: str = "") -> None:
    kept, _made = Concealment.objects.get_or_create(
        revision=row, defaults={"by": by, "reason": reason, "note": note[:300]}
    )
    if bits & Part.SUMMARY and not row.hides_summary:
        kept.summary, row.summary = row.summary, ""
    if bits & Part.AUTHOR and not row.hides_author:
        kept.author = row.author
        kept.imported_from, row.imported_from = row.imported_from, ""
        if row.author is not None:
            _entries_of(row).filter(by=row.author).update(by=None)
            Change.objects.filter(revision=row).update(by=None)
        row.author = None
    kept.save()
    row.hidden |= bits
    row.save(update_fields=["hidden", "summary", "author", "imported_from"])


def _entries_of(row: Revision) -> EntryQuerySet:
    """What the journal said when it was saved: it then says "somebody"."""
    return Entry.objects.about_thing(row.page).filter(detail__revision=row.pk)


def _seal(digest: str) -> None:
    """No copy of the database opens it; left open while another page, or another version, still shows it."""
    RenderCache.objects.filter(blob__in=[digest, ""]).delete()
    if Revision.objects.filter(blob=digest).exclude(hidden__in=_with_text_hidden()).exists():
        return
    blob = Blob.objects.select_for_update(of=("self",)).get(pk=digest)
    for leaning in Blob.objects.select_for_update(of=("self",)).filter(dictionary=blob).order_by("pk"):
        leaning.dictionary = blob
        leaning.stand_alone(Blob.Encoding.FRESH)
    blob.stand_alone(Blob.Encoding.SEALED)


def _unseal(digest: str) -> None:
    blob = Blob.objects.select_for_update(of=("self",)).get(pk=digest)
    if blob.encoding == Blob.Encoding.SEALED:
        blob.stand_alone(Blob.Encoding.FRESH)


def _with_text_hidden() -> list[int]:
    return [bits for bits in range(sum(Part) + 1) if bits & Part.TEXT]
