"""Covered is not chosen, it is counted: as many accepted as needed. And what a closing listing leaves behind."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from commons.people.models import Person
from mutual_aid.actions.meeting import let_everybody_out, let_in
from mutual_aid.actions.moves import step_listing, step_response
from mutual_aid.models import Listing, Response, ResponseQuerySet
from mutual_aid.states import ListingState, ResponseState


def taking_places(listing: Listing) -> ResponseQuerySet:
    """Accepted, and helped since the listing was last opened. A thing that was lent and is back can be lent again."""
    taken = Q(state=ResponseState.ACCEPTED)
    if listing.kind != Listing.Kind.LOAN:
        done = Q(state=ResponseState.DONE)
        taken |= done & Q(decided_at__gte=listing.reopened_at) if listing.reopened_at else done
    return listing.responses.filter(taken)


def places_taken(listing: Listing) -> int:
    return taking_places(listing).count()


def settle(listing: Listing) -> None:
    """Cover or uncover a locked listing as the count says (L4, L5)."""
    full = places_taken(listing) >= listing.helpers_needed
    if full and listing.state == ListingState.OPEN:
        step_listing(listing, "cover", by=None)
    elif not full and listing.state == ListingState.COVERED:
        step_listing(listing, "uncover", by=None)


def wind_up(listing: Listing) -> None:
    """After a listing has closed, those who wait are told."""
    wind_up_all([listing])


def wind_up_all(listings: Sequence[Listing]) -> None:
    closed = {listing.pk: listing for listing in listings}
    for response in Response.objects.waiting().filter(listing__in=closed).select_related("helper"):
        response.listing = closed[response.listing_id]
        step_response(response, "lapse", by=None)
    let_everybody_out(closed)


def let_in_again(listing: Listing) -> None:
    """A listing that is open again is open to those who were accepted then and still are."""
    for response in listing.responses.accepted().select_related("helper"):
        response.listing = listing
        let_in(response)


def release_everybody(listing: Listing, *, by: Person | None, reason: str = "") -> None:
    for response in listing.responses.accepted().select_related("helper"):
        response.listing = listing
        step_response(response, "release_by_author", by=by, reason=reason, decided_at=timezone.now())
