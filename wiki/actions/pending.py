"""Edits that wait: saved in the state that the rules give them, then published or taken back by a reviewer; and the
edits of new editors that were published at once, which somebody looks at afterwards.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, WrongMoment
from commons.journal.actions import record
from commons.people.actions import town_voice
from commons.people.models import Person
from wiki.actions.drafts import keep_draft
from wiki.actions.watching import thank
from wiki.actions.writing import append_revision, count_kept, lock_page, show_to_readers
from wiki.merging import normalise
from wiki.models import Draft, EditProposal, Page, Revision, Theme, digest_of
from wiki.models.revisions import RevisionQuerySet
from wiki.pending import Editor, is_held, state_of_edit
from wiki.permissions import editor_of, may_accept_edits, may_review_edits, may_thank
from wiki.states import PROPOSAL
from wiki.states import State as Offer
from wiki.tags import are_same, written
from wiki.verbs import Verb

State, Kind = Revision.State, Revision.Kind


def save_edit(
    page: Page,
    text: str,
    *,
    by: Person,
    verb: Verb,
    settles: int | None = None,
    held: bool = False,
    detail: dict[str, Any] | None = None,
    **facts: Any,
) -> Revision:
    """Append a version in the state that the rules give it, and record `verb`, or that it waits.

    The page's row is locked; whether `by` may is the caller's business. `settles` is the number of the last version
    that a reviewer saw waiting, and publishes with their own; where another came since, all wait. `held`: by
    somebody new, and the gate wants a look, whatever the theme says. A return to a text
    that was accepted takes back what waits below it.
    """
    text = normalise(text.replace("\x00", ""))
    waiting = list(waiting_on(page))
    mode, editor = page.review, editor_of(by, page.theme)
    if held and mode == Theme.Review.NONE:
        mode = Theme.Review.NEW_EDITORS
    tags = page.text_now.tags if facts.get("tags") is None else facts["tags"]
    is_return = (bool(waiting) or is_held(mode, editor)) and _was_accepted(page, digest_of(text), tags)
    settled = settles == page.edit_count and may_accept_edits(by, page, waiting)
    state = state_of_edit(mode, editor, on_pending=bool(waiting), is_return=is_return, settles=settled)
    if waiting and state == State.LIVE and not is_return:
        publish(page, waiting, by=by)
    facts["unpatrolled"] = state == State.LIVE and editor is Editor.NEW and not is_return
    revision = append_revision(page, text, author=by, state=state, **facts)
    if waiting and is_return:
        _take_back(page, waiting, by=by)
    waits = state == State.PENDING
    record(
        Verb.EDIT_HELD if waits else verb,
        by=by,
        about=page,
        public=not waits,
        revision=revision.pk,
        number=revision.number,
        **(detail or {}),
    )
    return revision


def waiting_on(page: Page) -> RevisionQuerySet:
    """The versions after the accepted one, in their order."""
    if page.stable_revision is None:
        return page.revisions.none()
    return (
        page.revisions.filter(number__gt=page.stable_revision.number)
        .select_related("blob")
        .order_by("number")
    )


def _was_accepted(page: Page, digest: str, tags: Iterable[str]) -> bool:
    """What everybody reads now; of the rest, what a new editor published and nobody has looked at does not count."""
    rows = page.revisions.live().filter(blob=digest, unpatrolled=False)
    now = [page.accepted] if page.accepted.blob_id == digest else []
    known = [*now, *(row for row in rows if not row.hides_text)]
    return any(are_same(tags, row.tags) for row in known)


@transaction.atomic
def accept_edits(page: Page, *, by: Person, seen: int) -> Page:
    """Publish what waits up to the version `seen`, the last that the reviewer saw: what came since still waits.

    Raises WrongMoment when none of it waits any more.
    """
    page = lock_page(page)
    waiting = list(waiting_on(page).filter(number__lte=seen))
    if not may_accept_edits(by, page, waiting):
        raise MayNot
    if not waiting:
        raise WrongMoment(_("Somebody was faster: these changes no longer wait."))
    publish(page, waiting, by=by)
    return page


def publish(page: Page, waiting: Sequence[Revision], *, by: Person | None) -> None:
    """The page's row is locked; `waiting` are the first of those that wait. `by` None: by themselves."""
    _settle(waiting, State.LIVE, by)
    for edit in waiting:
        if edit.kind in (Kind.EDIT, Kind.MERGE):
            count_kept(edit.author, 1)
    first, last, voice = waiting[0], waiting[-1], by or town_voice()
    show_to_readers(page, last)
    for offer in _offers_behind(waiting):
        result = offer.result
        PROPOSAL.move(offer, Offer.ACCEPTED, result_address=result.address if result else "")
        record(Verb.EDIT_ACCEPTED, by=voice, about=offer, revision=offer.result_id)
    record(
        Verb.EDITS_ACCEPTED, by=voice, about=page, revision=last.pk, number=last.number, first=first.number
    )


@transaction.atomic
def reject_edits(page: Page, *, by: Person, seen: int, reason: str) -> Revision:
    """Bring the accepted text back over all that waits; its authors are told why and find their texts as drafts.

    Raises WrongMoment when something else waits than what the reviewer saw.
    """
    page = lock_page(page)
    if not may_review_edits(by, page.theme):
        raise MayNot
    waiting = list(waiting_on(page))
    if not waiting:
        raise WrongMoment(_("Somebody was faster: these changes no longer wait."))
    if page.edit_count != seen:
        raise WrongMoment(_("Another change came while you were looking. Please look again."))
    back = append_revision(
        page,
        page.accepted.blob.text,
        tags=page.accepted.tags,
        author=by,
        kind=Kind.UNDO,
        undoes=waiting[-1],
        summary=reason[:300],
    )
    _take_back(page, waiting, by=by, note=reason[:300])
    record(
        Verb.EDITS_REJECTED,
        by=by,
        about=page,
        public=False,
        revision=back.pk,
        number=back.number,
        first=waiting[0].number,
    )
    return back


def _take_back(page: Page, waiting: Sequence[Revision], *, by: Person, note: str = "") -> None:
    """Not taken: the texts stay in the history, and each author here gets theirs as a draft."""
    _settle(waiting, State.REJECTED, by)
    newest = {edit.author: edit for edit in waiting if edit.author and edit.author.is_local}
    for author, edit in newest.items():
        begun = Draft.objects.filter(person=author, page=page).exists()
        if author.pk != by.pk and not begun:  # what they type now is worth more
            keep_draft(
                author,
                theme=page.theme,
                page=page,
                text=edit.blob.text,
                summary=edit.summary,
                tags=written(edit.tags),
                base=waiting[0].parent,
                origin=Draft.Origin.RETURNED,
            )
    for offer in _offers_behind(waiting):
        PROPOSAL.move(offer, Offer.REFUSED, reason="policy", note=note)
        record(Verb.EDIT_REFUSED, by=by, about=offer, public=False, reason="policy")


def _settle(waiting: Sequence[Revision], state: Revision.State, by: Person | None) -> None:
    rows = Revision.objects.filter(pk__in=[edit.pk for edit in waiting])
    rows.update(state=state, reviewed_by=by, reviewed_at=timezone.now())


def _offers_behind(waiting: Sequence[Revision]) -> list[EditProposal]:
    """Of people from elsewhere, who were told that somebody looks at it."""
    offers = EditProposal.objects.filter(result__in=[edit.pk for edit in waiting], state=Offer.QUEUED)
    return list(offers.select_related("result").order_by("pk"))


def publish_overdue() -> int:
    """What nobody looked at for as many days as its theme says is published by itself. Returns 0: no hurry."""
    pages = Page.objects.with_pending().filter(theme__publish_after__gt=0)
    for page in pages:
        _publish_overdue(page)
    return 0


@transaction.atomic
def _publish_overdue(page: Page) -> None:
    """A day is one of the calendar here: it ends at the same hour, in the night of summer time as well."""
    page = lock_page(page)
    days, now = timedelta(days=page.theme.publish_after), timezone.now()
    due = [edit for edit in waiting_on(page) if timezone.localtime(edit.created) + days <= now]
    if due and days:
        publish(page, due, by=None)


@transaction.atomic
def patrol_edit(page: Page, *, by: Person, number: int, thanks: bool = False) -> None:
    """Somebody who reviews has seen it. Done twice, it is done once."""
    page = lock_page(page)
    if not may_review_edits(by, page.theme):
        raise MayNot
    if mark_seen(page.revisions.filter(number=number), by=by):
        if thanks and may_thank(by, page.revisions.select_related("author").get(number=number)):
            thank(page, by=by, number=number)
        else:
            record(Verb.EDIT_PATROLLED, by=by, about=page, public=False, number=number)


def mark_seen(rows: RevisionQuerySet, *, by: Person) -> int:
    """Returns how many nobody had looked at before."""
    seen = rows.filter(unpatrolled=True)
    return seen.update(unpatrolled=False, reviewed_by=by, reviewed_at=timezone.now())


def mark_undone(page: Page, rows: RevisionQuerySet, *, by: Person) -> None:
    """A reviewer who takes an edit back has seen it."""
    if may_review_edits(by, page.theme):
        mark_seen(rows, by=by)
