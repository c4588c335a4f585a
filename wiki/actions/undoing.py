"""Taking changes back, in the middle of the history or all of one author. What was written stays in the history."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import Conflict, MayNot, NotHere
from commons.base.text import check_weight
from commons.people.models import Person
from wiki.actions.pending import mark_undone, save_edit
from wiki.actions.sending import already_sent, let_go, says_the_same
from wiki.actions.writing import count_kept, lock_page
from wiki.merging import merge, normalise
from wiki.models import Page, Revision, digest_of
from wiki.permissions import may_revert_page, may_roll_back
from wiki.tags import are_same
from wiki.undoing import tags_without, without_author
from wiki.verbs import Verb

Kind = Revision.Kind


@transaction.atomic
def undo_revision(
    page: Page,
    *,
    by: Person,
    revision: Revision,
    text: str,
    onto: Revision,
    summary: str = "",
    client_key: UUID | None = None,
) -> Revision:
    """Save `text`, which is `onto` without the change of `revision`; what others saved since `onto` is joined.

    Raises Conflict (facts: merge, current) when that touches the same words: somebody looks again.
    """
    page = lock_page(page)
    if sent := already_sent(by, client_key):
        if sent.page_id == page.pk and says_the_same(sent, text, None, onto):
            return sent
        let_go(sent)
    if revision.page_id != page.pk or onto.page_id != page.pk or page.current is None:
        raise NotHere
    if page.merged_into_id is not None or not may_revert_page(by, page):
        raise MayNot
    check_weight(text, "wiki")
    text = normalise(text)
    if onto.pk != page.current.pk:
        merged = merge(onto.blob.text, text, page.current.text)
        if merged.kind not in ("same", "lines"):
            said = _("Somebody changed this page meanwhile. Please look again.")
            raise Conflict(said, merge=merged, current=page.current)
        text = merged.text
    tags = tags_without([(revision, revision)], page.current)
    if digest_of(text) == page.current.blob_id and are_same(tags, page.current.tags):
        return page.current
    facts = {"summary": summary[:300], "client_key": client_key, "tags": tags}
    was_live = revision.state == Revision.State.LIVE
    made = _save(page, by, text, Kind.UNDO, revision, **facts)
    if not made.is_pending:
        if was_live and revision.author_id != by.pk:
            count_kept(revision.author, -1)
        mark_undone(page, page.revisions.filter(pk=revision.pk), by=by)
    return made


@transaction.atomic
def roll_back(page: Page, *, by: Person, author: Person, seen: int, summary: str = "") -> Revision | None:
    """Take back all that `author` changed on one page. None when the page is not the one that was looked at
    (`seen`, the number of its version) or cannot be brought there by itself any more.
    """
    page = lock_page(page)
    if not may_roll_back(by, page.theme):
        raise MayNot
    if page.deleted_at or page.merged_into_id or page.edit_count != seen:
        return None
    undone = without_author(page, author)
    if undone.kind != "ready" or undone.last is None:
        return None
    facts = {"summary": summary[:300], "tags": undone.tags}
    made = _save(page, by, undone.text, Kind.ROLLBACK, undone.last, **facts)
    if not made.is_pending:
        if author.pk != by.pk:
            count_kept(author, -undone.edits)
        mark_undone(page, page.revisions.filter(author=author), by=by)
    return made


def _save(page: Page, by: Person, text: str, kind: Revision.Kind, undoes: Revision, **facts: Any) -> Revision:
    return save_edit(
        page,
        text,
        by=by,
        verb=Verb.EDIT_UNDONE,
        detail={"undoes": undoes.number},
        kind=kind,
        undoes=undoes,
        **facts,
    )
