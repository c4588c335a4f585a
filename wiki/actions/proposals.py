"""Edits that cross the border: offered to another town, or received from one."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from commons.base.errors import Conflict, MayNot, NotHere, Refused
from commons.base.text import check_weight
from commons.journal.actions import record
from commons.people.actions import town_voice
from commons.people.models import Person
from wiki.actions.drafts import drop_draft
from wiki.actions.mirrors import add_copied_revision
from wiki.actions.pages import revise_page
from wiki.actions.writing import lock_page
from wiki.merging import merge, normalise
from wiki.models import EditProposal, Page, Revision, digest_of
from wiki.permissions import may_propose_edit
from wiki.states import PROPOSAL, State
from wiki.verbs import Verb


@transaction.atomic
def propose_edit(
    page: Page,
    *,
    by: Person,
    text: str,
    based_on: Revision | None,
    summary: str = "",
    minor: bool = False,
    client_key: UUID | None = None,
    base_digest: str = "",
    uri: str | None = None,
    home: str = "",
    again_of: EditProposal | None = None,
) -> EditProposal:
    """Offer a new text to the page's home, or judge the one that somebody from elsewhere offers (`uri`, `home`).

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
        client_key=client_key, uri=uri, home=home or by.home,
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
    if by.is_local:
        drop_draft(by, page=page)
        record(Verb.EDIT_PROPOSED, by=by, about=proposal, revision=base.pk if base else None)
    else:
        _judge(proposal, by)
    return proposal


def _already_made(proposal: EditProposal) -> EditProposal | None:
    rows = EditProposal.objects.select_related("page__theme__community")
    if proposal.uri and (made := rows.filter(uri=proposal.uri).first()):
        return made
    if proposal.client_key and (made := rows.filter(by=proposal.by, client_key=proposal.client_key).first()):
        return made
    same = rows.filter(
        page=proposal.page, by=proposal.by, digest=proposal.digest, base_digest=proposal.base_digest
    )
    return same.exclude(state__in=[State.REFUSED, State.CONFLICT]).first()


def _judge(proposal: EditProposal, by: Person) -> None:
    """Apply the same rules as to anybody here; the answer is one state and one entry of the journal."""
    # Without a known base the whole page is in question, which is a conflict unless nothing differs.
    base = proposal.base or Revision(blob_id=digest_of(""))
    reason, revision = "", None
    try:
        if proposal.page.deleted_at is not None:
            raise NotHere
        revision = revise_page(
            proposal.page, by=by, text=proposal.text, based_on=base, summary=proposal.summary, minor=proposal.minor,
            proposal=proposal,
        )  # fmt: skip
    except Conflict:
        reason = "conflict"
    except NotHere:
        reason = "gone"
    except MayNot:
        reason = "protected"
    except (Refused, ValidationError):
        reason = "policy"
    if revision is not None:
        PROPOSAL.move(proposal, State.ACCEPTED, result=revision, result_address=revision.address)
        record(Verb.EDIT_ACCEPTED, by=town_voice(), about=proposal, revision=revision.pk)
        return
    PROPOSAL.move(proposal, State.CONFLICT if reason == "conflict" else State.REFUSED, reason=reason)
    record(Verb.EDIT_REFUSED, by=town_voice(), about=proposal, reason=reason)


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
def edit_refused_elsewhere(proposal: EditProposal, *, reason: str) -> None:
    """The page's home said no. After a conflict the edit is offered again, once, if it joins with the fresh copy."""
    proposal = EditProposal.objects.select_related("page__current__blob", "base__blob", "by").get(
        pk=proposal.pk
    )
    if proposal.state in (State.CONFLICT, State.REFUSED, State.ACCEPTED):
        return
    if reason != "conflict":
        PROPOSAL.move(proposal, State.REFUSED, reason=reason[:100])
        _answered(proposal)
        return
    PROPOSAL.move(proposal, State.CONFLICT, reason=reason)
    if not offer_again(proposal):
        _answered(proposal)


@transaction.atomic
def offer_again(proposal: EditProposal) -> EditProposal | None:
    """The same edit on the newest text known here: once, and only when both join without a question."""
    current, base, by = proposal.page.current, proposal.base, proposal.by
    if proposal.again_of_id or current is None or base is None or by is None or current.pk == base.pk:
        return None
    merged = merge(base.text, proposal.text, current.text)
    if merged.kind == "conflict" or digest_of(merged.text) == current.blob_id:
        return None
    return propose_edit(
        proposal.page, by=by, text=merged.text, based_on=current, summary=proposal.summary, minor=proposal.minor,
        again_of=proposal,
    )  # fmt: skip


@transaction.atomic
def edit_queued_elsewhere(proposal: EditProposal) -> None:
    """The page's home has the edit and will look at it."""
    proposal = EditProposal.objects.get(pk=proposal.pk)
    if proposal.state == State.PENDING:
        PROPOSAL.move(proposal, State.QUEUED)
        _answered(proposal)


def _answered(proposal: EditProposal) -> None:
    record(Verb.EDIT_ANSWERED, by=None, about=proposal, public=False, state=str(proposal.state))
