"""Requests and offers that their authors share with neighbouring towns: a Note with FEP-0837's terms.

https://codeberg.org/fediverse/fep/src/branch/main/fep/0837/fep-0837.md
name, content: title and text; purpose: request or offer; publishes: the intent; location: the neighbourhood's
name only; civ:status: where it stands. Never sent: cell, meeting place, thread, alias, anything of a listing
that is not shared. Only neighbouring towns are told, and may fetch it: those that this town chose. Agreement to
help goes by Offer{Agreement}, Accept, Reject, Undo, between the two only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.html import format_html

from commons.base.addresses import absolute, thing_at, with_absolute_links
from commons.base.egress import same_origin
from commons.base.numbers import natural
from commons.base.text import clean_remote, plain, render_markdown
from commons.communities.models import Community
from commons.journal.models import Entry
from commons.people.models import Person
from federation.memory import is_gone, was_told
from federation.reader import Activity, Agreement, Content
from federation.registry import Outgoing, Sender, Serving, listens, serves, speaks
from federation.translators import conversations
from federation.translators.distribution import announced, in_language, proven, public_to
from federation.translators.listings import STATUS, is_told, told
from federation.vocabulary import Json, activity, addressed, timestamp, tombstone
from mutual_aid import actions
from mutual_aid.models import Listing, Response
from mutual_aid.verbs import Verb

STATES = {
    "open": "open",
    "reserved": "covered",
    "done": "done",
    "expired": "expired",
    "withdrawn": "cancelled",
}


def _end_of_day(day: date) -> datetime:
    """A day of the town's own calendar ends when it ends there."""
    return datetime.combine(day, time(23, 59, 59), timezone.get_current_timezone())


def listing_document(listing: Listing) -> Json:
    if not is_told(listing):
        return tombstone(listing.address, former_type="Note", deleted=listing.changed)
    title = format_html("<p><strong>{}</strong></p>", listing.title)
    html = with_absolute_links(str(title) + str(render_markdown(listing.body, profile="post").html))
    purpose = "request" if listing.kind in {Listing.Kind.REQUEST, Listing.Kind.TASK} else "offer"
    document: Json = {
        "type": "Note",
        "id": listing.address,
        "attributedTo": listing.author.address if listing.author else "",
        "name": listing.title,
        "content": html,
        "contentMap": in_language(html),
        "url": absolute(listing.get_absolute_url()),
        "published": timestamp(listing.created),
        "updated": timestamp(listing.changed),
        "purpose": purpose,
        "publishes": {
            "type": "Intent",
            "id": f"{listing.address}#primary",
            "action": "transfer" if listing.kind == Listing.Kind.LOAN else "deliverService",
            "resourceConformsTo": absolute(f"/ns/cat/{listing.category}"),
            "resourceQuantity": {"hasUnit": "one", "hasNumericalValue": str(listing.helpers_needed)},
        },
        "unitBased": False,
        "civ:status": STATUS[listing.state],
        "civ:kind": listing.kind,
        "civ:category": listing.category,
        "replies": f"{listing.address}/replies",
    }
    if listing.neighbourhood:
        document["location"] = {"type": "Place", "name": listing.neighbourhood.name}
    if listing.needs_by:
        document["endTime"] = timestamp(_end_of_day(listing.needs_by))
    return addressed(document, **public_to(listing.board), audience=listing.board.address)


serves(
    Serving(
        Listing,
        listing_document,
        visible=lambda: told().select_related("board", "author", "neighbourhood"),
        pages={"mutual_aid:listing": lambda at: told().filter(pk=at["pk"]).first()},
        for_neighbours=lambda listing: True,
    )
)


def _listing_of(entry: Entry) -> Listing | None:
    query = Listing.objects.select_related("board", "author", "neighbourhood")
    listing = query.filter(pk=entry.about_id).first()
    if listing is None or not listing.is_local or not listing.author or not listing.author.is_local:
        return None
    return listing


def _told(entry: Entry, kind: str, listing: Listing) -> Iterator[Outgoing]:
    author = listing.author
    assert author is not None  # noqa: S101 (asked by _listing_of)
    said = activity(
        kind,
        entry.address,
        actor=author.address,
        thing=listing_document(listing),
        published=timestamp(entry.at),
    )
    said = addressed(said, **public_to(listing.board), audience=listing.board.address)
    new = listing.address if kind == "Create" else ""
    for outgoing in announced(entry, proven(said, author), listing.board, plain=new):
        # Whoever was a neighbour once is told when it is taken back.
        yield replace(outgoing, to_neighbours=kind != "Delete")


@speaks(Verb.LISTING_POSTED, Verb.LISTING_APPROVED)
def listing_posted(entry: Entry) -> Iterable[Outgoing]:
    listing = _listing_of(entry)
    if listing and is_told(listing):
        yield from _told(entry, "Create", listing)


@speaks(
    Verb.LISTING_REVISED,
    Verb.LISTING_COVERED,
    Verb.LISTING_UNCOVERED,
    Verb.LISTING_COMPLETED,
    Verb.LISTING_CANCELLED,
    Verb.LISTING_RENEWED,
    Verb.LISTING_REOPENED,
    Verb.LISTING_PAUSED,
    Verb.LISTING_RESUMED,
    Verb.LISTING_EXPIRED,
    Verb.LISTING_UNHIDDEN,
    Verb.LISTING_HIDDEN,
    Verb.LISTING_ERASED,
)
def listing_changed(entry: Entry) -> Iterable[Outgoing]:
    """What is no longer for other towns (no longer shared, hidden, erased) is taken back from those who had it.
    What ends on its own day ends silently: copies count for themselves.
    """
    listing = _listing_of(entry)
    if listing and entry.verb == Verb.LISTING_EXPIRED and listing.needs_by:
        return  # `endTime` has said so already
    if listing and is_told(listing):
        yield from _told(entry, "Update", listing)
    elif listing and was_told(listing.address):
        yield from _told(entry, "Delete", listing)


def _agreement(response: Response) -> Json:
    return {
        "type": "Agreement",
        "stipulates": {
            "type": "Commitment",
            "satisfies": f"{response.listing.address}#primary",
            "resourceQuantity": {"hasUnit": "one", "hasNumericalValue": "1"},
        },
    }


def _response_of(entry: Entry) -> tuple[Response, Person, Person] | None:
    """The response, who helps and who asked; None when one of them is no more."""
    query = Response.objects.select_related("listing__author", "helper", "listing__board")
    response = query.filter(pk=entry.about_id).first()
    if response is None or response.helper is None or response.listing.author is None:
        return None
    return response, response.helper, response.listing.author


@speaks(Verb.HELP_PROPOSED)
def help_proposed(entry: Entry) -> Iterable[Outgoing]:
    """Only to the one who asks; the helper's words travel with it, so that they can be chosen."""
    if (found := _response_of(entry)) is None:
        return
    response, helper, asker = found
    if not helper.is_local or response.listing.is_local:
        return
    offer = activity("Offer", entry.address, actor=helper.address, thing=_agreement(response))
    offer |= {"content": response.message, "to": [asker.address], "cc": [], "published": timestamp(entry.at)}
    yield Outgoing(offer, helper, to=(asker.address,))


@speaks(Verb.HELP_ACCEPTED, Verb.HELP_DECLINED)
def help_answered(entry: Entry) -> Iterable[Outgoing]:
    if (found := _response_of(entry)) is None:
        return
    response, helper, asker = found
    if helper.is_local or not response.uri:
        return
    kind = "Accept" if entry.verb == Verb.HELP_ACCEPTED else "Reject"
    answer = activity(
        kind, entry.address, actor=asker.address, thing=response.uri, published=timestamp(entry.at)
    )
    if kind == "Accept":
        answer["result"] = {**_agreement(response), "id": response.address, "attributedTo": asker.address}
    yield Outgoing({**answer, "to": [helper.address], "cc": []}, asker, to=(helper.address,))


@speaks(Verb.HELP_WITHDRAWN, Verb.HELP_RELEASED)
def help_withdrawn(entry: Entry) -> Iterable[Outgoing]:
    """The helper steps back (Undo of the offer), or the asker lets them go (Reject)."""
    if (found := _response_of(entry)) is None:
        return
    response, helper, asker = found
    offered = Entry.objects.about_thing(response).filter(verb=Verb.HELP_PROPOSED).first()
    if helper.is_local and not response.listing.is_local and offered:
        undo = activity("Undo", entry.address, actor=helper.address, thing=offered.address)
        yield Outgoing({**undo, "to": [asker.address], "cc": []}, helper, to=(asker.address,))
    elif not helper.is_local and response.listing.is_local and response.uri:
        reject = activity("Reject", entry.address, actor=asker.address, thing=response.uri)
        yield Outgoing({**reject, "to": [helper.address], "cc": []}, asker, to=(helper.address,))


@listens("Offer", "Agreement")
def help_offered(heard: Activity, sender: Sender) -> str:
    offer = heard.object
    listing = None
    if isinstance(offer, Agreement) and isinstance(sender, Person):
        found = thing_at(offer.stipulates.satisfies.partition("#")[0])
        listing = found if isinstance(found, Listing) and is_told(found) else None
    if listing is None or not isinstance(sender, Person):
        return "nothing-here"
    message = plain(heard.content)[:2000] or "…"
    actions.propose_help(listing, by=sender, message=message, uri=heard.id, home=sender.home)
    return "help-offered"


@listens("Undo", "Offer")
def offer_undone(heard: Activity, sender: Sender) -> str:
    response = Response.objects.filter(uri=heard.object_id).select_related("helper").first()
    if response is None or response.helper != sender or not isinstance(sender, Person):
        return "nothing-here"
    if response.state == Response.State.ACCEPTED:
        actions.release_response(response, by=sender)
    else:
        actions.withdraw_response(response, by=sender)
    return "withdrawn"


@listens("Create", "Proposal")
def listing_appeared(heard: Activity, sender: Sender) -> str:
    return listing_updated(heard, sender)


@listens("Update", "Proposal")
def listing_updated(heard: Activity, sender: Sender) -> str:
    """A listing on a board that this town follows: its copy here is written or refreshed."""
    thing = heard.object
    if not isinstance(thing, Content) or not isinstance(sender, Person):
        return "not-a-listing"
    if is_gone(thing.id, sender.address, said=thing.updated or thing.published):
        return "seen"
    board = _announcing_board(thing, heard)
    if board is None or not conversations.is_public(thing, heard):
        return "not-for-us"
    if Listing.objects.filter(uri=thing.id).exclude(author=sender).exists():
        return "other-author"
    html = _without_title(str(clean_remote(thing.content[: conversations.LONGEST])), plain(thing.name))
    actions.mirror_listing(
        board,
        uri=thing.id,
        home=board.home,
        url=thing.url or thing.id,
        author=sender,
        kind=thing.kind if thing.kind in Listing.Kind.values else _kind(thing),
        title=plain(thing.name)[:200] or plain(html)[:80],
        html=html,
        category=thing.category,
        place_name=thing.location.name[:120] if thing.location else "",
        needs_by=thing.end_time,
        state=STATES.get(thing.status, "open"),
        helpers_needed=_count(thing),
    )
    return "mirrored"


def _without_title(html: str, title: str) -> str:
    """The title that a listing repeats for those who do not show `name` (Mastodon) is not said twice here."""
    first, end, rest = html.partition("</p>")
    return rest if end and plain(first) == title else html


def _kind(thing: Content) -> str:
    return Listing.Kind.OFFER if thing.purpose == "offer" else Listing.Kind.REQUEST


def _count(thing: Content) -> int:
    return (natural(thing.publishes.quantity, most=999) if thing.publishes else None) or 1


def _announcing_board(thing: Content, heard: Activity) -> Community | None:
    """The followed board that passed it on, where the listing lives too."""
    board = Community.objects.filter(uri=heard.announced_by, kind=Community.Kind.BOARD).first()
    return board if board and same_origin(thing.id, board.address) else None


def forget_listing(heard: Activity, sender: Sender) -> str:
    """Called by the Delete listener when the address is a listing's."""
    listing = Listing.objects.filter(uri=heard.object_id).select_related("author", "board").first()
    if listing is None:
        return "nothing-here"
    if listing.author != sender and heard.announced_by != listing.board.address:
        return "other-author"
    actions.remove_mirrored_listing(listing)
    return "removed"
