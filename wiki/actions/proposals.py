"""Edits that cross the border: offered to another town, or received from one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from commons.base.errors import Conflict, MayNot, NotHere, Refused
from commons.base.text import check_weight
from commons.journal.actions import record
from commons.people.actions import town_voice
from commons.people.models import Person
from wiki.actions.drafts import drop_draft_of, keep_draft
from wiki.actions.mirrors import add_copied_revision
from wiki.actions.pages import revise_page
from wiki.actions.writing import lock_page
from wiki.merging import merge, normalise
from wiki.models import Draft, EditProposal, Page, Revision, digest_of
from wiki.permissions import may_propose_edit
from wiki.states import PROPOSAL, State
from wiki.verbs import Verb

MOST_AGAIN = 3  # offers that one edit makes by itself, each after a conflict that joined here
WAIT_FOR_ANSWER = timedelta(days=30)


@transaction.atomic
def propose_edit(
    page: Page,
    *,
    by: Person,
    text: str,
    based_on: Revision | None,
    summary: str = "",
    minor: bool = False,
    tags: Sequence[str] | None = None,
    client_key: UUID | None = None,
    base_digest: str = "",
    uri: str | None = None,
    home: str = "",
    again_of: EditProposal | None = None,
    automatic: bool = False,
) -> EditProposal:
    """Offer a new text to the page's home, or judge the one that somebody from elsewhere offers (`uri`, `home`).
    Where the rules say so it becomes a pending version, wherever its author lives, and is answered once more when
    somebody has looked at it.

    `again_of` is the proposal that this one repeats, settled, on a newer text. Made once per `uri`, per
    `client_key`, and per (author, base, text) unless that was refused.
    """
    page = lock_page(page)
    if not may_propose_edit(by, page):
        raise MayNot
    text = normalise(text.replace("\x00", ""))
    base = based_on if based_on and based_on.page_id == page.pk else None
    if base is None and base_digest:
        base = page.revisions.filter(blob_id=base_digest).newest_first().first()
    proposal = EditProposal(
        page=page, by=by, text=text, digest=digest_of(text), base=base, summary=summary[:300], minor=minor,
        base_address=base.address if base else "", base_digest=base.blob_id if base else base_digest[:64],
        client_key=client_key, uri=uri, home=home or by.home, automatic=automatic,
        tags=None if tags is None else list(tags),
    )  # fmt: skip
    if made := _already_made(proposal):
        return made
    if by.is_local:
        check_weight(text, "wiki")
    if (
        again_of
        and again_of.by_id == by.pk
        and again_of.page_id == page.pk
        and not hasattr(again_of, "next_try")
    ):
        proposal.again_of = again_of
    proposal.save()
    if by.is_local and not automatic:
        drop_draft_of(by, page=page, form=client_key)
    if by.is_local and not page.is_local:
        record(Verb.EDIT_PROPOSED, by=by, about=proposal, revision=base.pk if base else None)
    else:
        _judge(proposal, by)
    return proposal


def _already_made(proposal: EditProposal) -> EditProposal | None:
    rows = EditProposal.objects.select_related("page__theme__community")
    if proposal.uri and (made := rows.filter(uri=proposal.uri).first()):
        return made
    if proposal.client_key and (made := rows.filter(by=proposal.by, client_key=proposal.client_key).first()):
        if (made.digest, made.tags) == (proposal.digest, proposal.tags):
            return made
        EditProposal.objects.filter(pk=made.pk).update(client_key=None)  # they went back, and wrote on
    same = rows.filter(
        page=proposal.page, by=proposal.by, digest=proposal.digest, base_digest=proposal.base_digest
    ).exclude(state__in=[State.REFUSED, State.CONFLICT])
    return next((made for made in same if made.tags == proposal.tags), None)


def _judge(proposal: EditProposal, by: Person) -> None:
    """Apply the same rules as to anybody here; the answer is one state and one entry of the journal.

    What disagrees only with edits that wait, which other towns do not see, waits for these.
    """
    # Without a known base the whole page is in question, which is a conflict unless nothing differs.
    base = proposal.base or Revision(blob_id=digest_of(""))
    reason, revision = "", None
    try:
        if proposal.page.deleted_at is not None:
            raise NotHere
        revision = revise_page(
            proposal.page, by=by, text=proposal.text, based_on=base, summary=proposal.summary, minor=proposal.minor,
            proposal=proposal, tags=proposal.tags,
        )  # fmt: skip
    except Conflict:
        reason = "" if proposal.page.stable_revision_id and _joins_with_accepted(proposal) else "conflict"
    except NotHere:
        reason = "gone"
    except MayNot:
        reason = "protected"
    except (Refused, ValidationError):
        reason = "policy"
    if reason:
        PROPOSAL.move(proposal, State.CONFLICT if reason == "conflict" else State.REFUSED, reason=reason)
        record(Verb.EDIT_REFUSED, by=town_voice(), about=proposal, reason=reason)
    elif revision is None or revision.is_pending:
        _hold(proposal, revision)
    else:
        PROPOSAL.move(proposal, State.ACCEPTED, result=revision, result_address=revision.address)
        record(Verb.EDIT_ACCEPTED, by=town_voice(), about=proposal, revision=revision.pk)


def _hold(proposal: EditProposal, revision: Revision | None) -> None:
    """Somebody will look at it; its author's town is told so once."""
    if proposal.state == State.QUEUED:
        proposal.result = revision
        proposal.save(update_fields=["result", "changed"])
        return
    PROPOSAL.move(proposal, State.QUEUED, result=revision)
    record(Verb.EDIT_QUEUED, by=proposal.by, about=proposal, public=False)


def _joins_with_accepted(proposal: EditProposal) -> bool:
    base = proposal.base.blob.text if proposal.base else ""
    return merge(base, proposal.text, proposal.page.accepted.blob.text).kind != "conflict"


def judge_waiting_offers() -> int:
    """Edits from elsewhere that waited for others: when those are settled, their turn has come. Returns 0: no hurry."""
    waiting = EditProposal.objects.filter(
        state=State.QUEUED, result=None, page__home="", page__stable_revision=None
    )
    for proposal in waiting.order_by("pk")[:100]:
        _judge_again(proposal)
    return 0


@transaction.atomic
def _judge_again(proposal: EditProposal) -> None:
    page = lock_page(proposal.page)
    proposal = EditProposal.objects.select_related("base__blob", "by").get(pk=proposal.pk)
    proposal.page = page
    if proposal.state == State.QUEUED and proposal.result_id is None and proposal.by is not None:
        _judge(proposal, proposal.by)


@transaction.atomic
def edit_accepted_elsewhere(
    proposal: EditProposal, *, revision_address: str, number: int, text: str = "", at: datetime | None = None
) -> None:
    """The page's home said yes. With `text`, the copy here is refreshed at once."""
    page = lock_page(proposal.page)
    proposal = EditProposal.objects.select_related("page", "by").get(pk=proposal.pk)
    if proposal.state == State.ACCEPTED:
        return
    result = page.revisions.filter(number=number).first()
    if text and page.edit_count < number:
        facts = {"author": proposal.by, "summary": proposal.summary, **({"created": at} if at else {})}
        result = add_copied_revision(page, text, number, revision_address, **facts)
    PROPOSAL.move(proposal, State.ACCEPTED, result=result, result_address=revision_address[:2048])
    _answered(proposal)


@transaction.atomic
def edit_refused_elsewhere(proposal: EditProposal, *, reason: str, note: str = "") -> None:
    """The page's home said no. After a conflict the edit is offered again if it joins with the fresh copy."""
    proposal = EditProposal.objects.select_related("page__current__blob", "base__blob", "by").get(
        pk=proposal.pk
    )
    if proposal.state not in (State.PENDING, State.QUEUED):
        return
    if reason != "conflict":
        PROPOSAL.move(proposal, State.REFUSED, reason=reason[:100], note=note[:300])
        _answered(proposal)
        return
    if _is_said_already(proposal):
        current = proposal.page.current
        PROPOSAL.move(
            proposal, State.ACCEPTED, result=current, result_address=current.address if current else ""
        )
        _answered(proposal)
        return
    PROPOSAL.move(proposal, State.CONFLICT, reason=reason)
    if not offer_again(proposal):
        _answered(proposal)


def _is_said_already(proposal: EditProposal) -> bool:
    """Somebody else made the same change meanwhile: there is nothing left to choose."""
    current, base = proposal.page.current, proposal.base
    if current is None or base is None or current.pk == base.pk:
        return False
    merged = merge(base.blob.text, proposal.text, current.text)
    return merged.kind != "conflict" and digest_of(merged.text) == current.blob_id


@transaction.atomic
def offer_again(proposal: EditProposal) -> EditProposal | None:
    """The same edit on the newest text known here: once for each refusal, and only when both join without a
    question. Not for ever: a page that changes faster than letters travel is for its author to look at.
    """
    current, base, by = proposal.page.current, proposal.base, proposal.by
    if (
        current is None
        or base is None
        or by is None
        or current.pk == base.pk
        or hasattr(proposal, "next_try")
    ):
        return None
    if _made_by_itself(proposal) >= MOST_AGAIN:
        return None
    merged = merge(base.blob.text, proposal.text, current.text)
    if merged.kind == "conflict":
        return None
    return propose_edit(
        proposal.page, by=by, text=merged.text, based_on=current, summary=proposal.summary, minor=proposal.minor,
        again_of=proposal, automatic=True,
    )  # fmt: skip


def _made_by_itself(proposal: EditProposal) -> int:
    """How many offers in a row, up to this one, nobody pressed a button for."""
    count, one = 0, proposal
    while one.automatic and one.again_of is not None and count < MOST_AGAIN:
        count, one = count + 1, one.again_of
    return count


@transaction.atomic
def give_back_unanswered(*, before: datetime) -> int:
    """Edits that no town has answered since then go back to their authors, as drafts. Returns how many."""
    waiting = EditProposal.objects.filter(state=State.PENDING, home="", created__lt=before).exclude(
        page__home=""
    )
    returned = list(waiting.select_related("page__theme", "base", "by").order_by("pk")[:100])
    for proposal in returned:
        PROPOSAL.move(proposal, State.RETURNED)
        by, page = proposal.by, proposal.page
        if by and not Draft.objects.filter(person=by, page=page).exists():  # what they type now is worth more
            keep_draft(
                by,
                theme=page.theme,
                page=page,
                text=proposal.text,
                summary=proposal.summary,
                base=proposal.base,
                origin=Draft.Origin.RETURNED,
            )
        _answered(proposal)
    return len(returned)


@transaction.atomic
def edit_queued_elsewhere(proposal: EditProposal) -> None:
    """The page's home has the edit and will look at it."""
    proposal = EditProposal.objects.get(pk=proposal.pk)
    if proposal.state == State.PENDING:
        PROPOSAL.move(proposal, State.QUEUED)
        _answered(proposal)


def _answered(proposal: EditProposal) -> None:
    record(Verb.EDIT_ANSWERED, by=None, about=proposal, public=False, state=str(proposal.state))
