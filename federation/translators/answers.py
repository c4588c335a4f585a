"""Accept, TentativeAccept and Reject: of a Follow, of an edit offered to a page, of help offered to a neighbour.

The request is one of ours, so its address alone says what it was; only the one who was asked may answer.
"""

from commons.base.addresses import is_ours, thing_at
from commons.base.egress import same_origin
from commons.base.text import plain
from commons.communities.models import Community
from commons.journal.models import Entry
from commons.people import actions as people
from commons.people.models import Follow
from federation.actions import backfill
from federation.backfill import read_care
from federation.digests import from_multibase
from federation.reader import Activity, Agreement, Revision
from federation.registry import Sender, listens
from federation.uids import uid_in
from mutual_aid import actions as aid
from mutual_aid.models import Response
from wiki import actions as wiki
from wiki.models import EditProposal


def _asked(heard: Activity) -> Follow | EditProposal | Response | None:
    """What of ours is answered: a follow by its own address, an offer by the address of its entry."""
    address = heard.object_id
    if not is_ours(address):
        return None
    if thing := thing_at(address):
        return thing if isinstance(thing, Follow) else None
    uid = uid_in(address)
    entry = Entry.objects.filter(uid=uid).first() if uid else None
    return entry.about if entry and isinstance(entry.about, EditProposal | Response) else None


def _refresh_copy(proposal: EditProposal, current: object, sender: Sender) -> None:
    """A refusal shows what the page says now, so that the edit can be joined with it and offered again."""
    page = proposal.page
    if not isinstance(current, Revision) or not current.source_markdown or current.page != page.address:
        return
    if (current.number or 0) > page.edit_count and same_origin(current.id, sender.address):
        wiki.mirror_page(
            page.theme,
            uri=page.address,
            home=page.home,
            url=page.url,
            title=page.title,
            text=current.source_markdown,
            revision_address=current.id,
            number=current.number or 0,
            digest=from_multibase(current.digest),
            published=current.published,
        )


@listens("Accept", "*")
def accepted(heard: Activity, sender: Sender) -> str:
    asked = _asked(heard)
    if isinstance(asked, Follow) and asked.target == sender:
        if asked.state != Follow.State.REQUESTED:
            return "follow-settled"  # said twice, or taken back meanwhile
        people.accept_follow(asked, by=None)
        if isinstance(sender, Community):
            backfill.enqueue(sender.pk)
            read_care.enqueue(sender.pk)
        return "follow-accepted"
    if isinstance(asked, EditProposal) and asked.page.theme.community == sender:
        if isinstance(heard.result, Revision) and same_origin(heard.result.id, sender.address):
            wiki.edit_accepted_elsewhere(
                asked,
                revision_address=heard.result.id,
                number=heard.result.number or 0,
                text=heard.result.source_markdown,
            )
            return "edit-accepted"
        return "no-result"
    if isinstance(asked, Response) and asked.listing.author == sender:
        agreement = heard.result.id if isinstance(heard.result, Agreement) else heard.id
        aid.response_accepted_elsewhere(asked, agreement_address=agreement)
        return "help-accepted"
    return "not-asked"


@listens("TentativeAccept", "*")
def queued(heard: Activity, sender: Sender) -> str:
    asked = _asked(heard)
    if isinstance(asked, EditProposal) and asked.page.theme.community == sender:
        wiki.edit_queued_elsewhere(asked)
        return "edit-queued"
    return "not-asked"


@listens("Reject", "*")
def refused(heard: Activity, sender: Sender) -> str:
    asked = _asked(heard)
    if isinstance(asked, Follow) and asked.target == sender:
        people.refuse_follow(asked, by=None)
        return "follow-refused"
    if isinstance(asked, EditProposal) and asked.page.theme.community == sender:
        _refresh_copy(asked, heard.result, sender)
        reason = plain(heard.summary)[:60] or "policy"
        wiki.edit_refused_elsewhere(asked, reason=reason, note=plain(heard.content)[:300])
        return "edit-refused"
    if isinstance(asked, Response) and asked.listing.author == sender:
        aid.response_declined_elsewhere(asked, reason="")
        return "help-declined"
    return "not-asked"
