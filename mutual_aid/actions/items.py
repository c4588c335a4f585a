"""The shelf: putting a thing on it, describing it anew, keeping it at home for a while, taking it off."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, Refused, WrongMoment
from commons.communities.models import Community
from commons.journal.actions import record
from commons.people.models import Person
from mutual_aid.actions.lending import call_off
from mutual_aid.actions.lending_moves import locked_item, write_step
from mutual_aid.actions.listings import post_listing, revise_listing
from mutual_aid.actions.lives import cancel_listing, pause_listing, resume_listing
from mutual_aid.lending_rights import keeps_group, may_add_item, may_revise_item, sides_on_item
from mutual_aid.lending_states import ITEM, ITEM_STEPS, ItemState, LoanState, Side
from mutual_aid.models import Item, Listing
from mutual_aid.states import ListingState
from mutual_aid.verbs import Verb

FIELDS = ("title", "description", "usage", "deposit", "category", "neighbourhood", "photo")
CANCELLABLE = {ListingState.OPEN, ListingState.COVERED, ListingState.PAUSED, ListingState.PENDING}


@transaction.atomic
def add_item(
    *,
    by: Person,
    group: Community | None = None,
    on_board: bool = False,
    client_key: UUID | None = None,
    **fields: Any,
) -> Item:
    """Lend a thing, in one's own name or a group's. `on_board` says it on the board too, by a listing that leads here.

    The same `client_key` again gives the same thing. `fields` are those of `FIELDS`.
    """
    if not may_add_item(by) or (group and not keeps_group(by, group)):
        raise MayNot
    if client_key and (
        added := Item.objects.filter(owner=None if group else by, client_key=client_key).first()
    ):
        return added
    item = Item(owner=None if group else by, group=group, client_key=client_key)
    _fill(item, fields)
    item.save()
    record(Verb.ITEM_ADDED, by=by, about=item)
    if on_board:
        _say_on_board(item, by)
    return item


@transaction.atomic
def revise_item(item: Item, *, by: Person, on_board: bool = False, **fields: Any) -> Item:
    """Describe it anew; what the board says of it follows."""
    item = locked_item(item)
    if not may_revise_item(by, item):
        raise MayNot
    _fill(item, fields)
    item.save()
    record(Verb.ITEM_REVISED, by=by, about=item, public=item.is_lent)
    listing = item.listing
    if listing and listing.author_id == by.pk and listing.state in CANCELLABLE:
        revise_listing(listing, by=by, **_as_listing(item))
    elif on_board and (listing is None or listing.state not in CANCELLABLE):
        _say_on_board(item, by)
    return item


@transaction.atomic
def change_item(item: Item, name: str, *, by: Person | None, reason: str = "") -> Item:
    """Take a step of `ITEM_STEPS`: rest, wake, remove; hide and unhide for moderators. `by` None: a jury shows it."""
    item = locked_item(item)
    step = ITEM_STEPS[name]
    sides = (sides_on_item(by, item) if by else frozenset({Side.SYSTEM})) & step.sides
    if not sides:
        raise MayNot
    if item.state not in step.before:
        raise WrongMoment(before=item.state, step=name)
    if name == "hide" and not reason.strip():
        raise Refused(_("Please say why: the author will read it."))
    if name == "remove" and item.loans.filter(state=LoanState.HANDED_OVER).exists():
        raise WrongMoment(_("Somebody has it just now. It can be taken off the shelf when it is back."))
    before = item.state
    ITEM.move(item, ItemState(step.after), changed=timezone.now())
    write_step(item, name, before, by=by, side=min(sides), reason=reason)
    record(step.verb, by=by, about=item, public=step.after not in (ItemState.GONE, ItemState.HIDDEN))
    if step.after in (ItemState.GONE, ItemState.HIDDEN):
        call_off(item, by=by, side=min(sides), reason=reason)
    if by is not None:
        _follow_on_board(item, by)
    return item


def _fill(item: Item, fields: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(item, name, fields[name])
    if not item.title.strip():
        raise Refused(_("A title is missing."))


def _as_listing(item: Item) -> dict[str, Any]:
    return {
        "title": item.title,
        "body": item.description,
        "category": item.category,
        "neighbourhood": item.neighbourhood,
    }


def _say_on_board(item: Item, by: Person) -> None:
    """A listing of kind loan. It is never shared: who lives elsewhere cannot reserve."""
    item.listing = post_listing(by=by, kind=Listing.Kind.LOAN, **_as_listing(item))
    item.save(update_fields=["listing"])


def _follow_on_board(item: Item, by: Person) -> None:
    """What its author wrote on the board follows the thing; what a moderator decided about it stays."""
    listing = item.listing
    if listing is None or listing.author_id != by.pk:
        return
    if item.state == ItemState.GONE and listing.state in CANCELLABLE:
        cancel_listing(listing, by=by)
    elif item.state == ItemState.RESTING and listing.state == ListingState.OPEN:
        pause_listing(listing, by=by)
    elif item.state == ItemState.ACTIVE and listing.state == ListingState.PAUSED:
        resume_listing(listing, by=by)
