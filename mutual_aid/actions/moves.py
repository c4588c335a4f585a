"""The one way a state changes: a guarded move, a line in the record, one entry in the journal."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from commons.base.errors import MayNot, WrongMoment
from commons.journal.actions import record
from commons.journal.models import Entry
from commons.people.models import Person
from mutual_aid.actions.meeting import follow_answer
from mutual_aid.models import Listing, Response, Transition
from mutual_aid.permissions import actors_on_listing, actors_on_response
from mutual_aid.states import (
    LISTING,
    LISTING_STEPS,
    RESPONSE,
    RESPONSE_STEPS,
    SHOWN,
    Actor,
    ListingState,
    ResponseState,
)
from mutual_aid.verbs import Verb


def locked(listing: Listing) -> Listing:
    """The listing as it is now, nobody else changing it (nor its responses) until commit."""
    return (
        Listing.objects.select_for_update(of=("self",)).select_related("board", "author").get(pk=listing.pk)
    )


def locked_response(response: Response) -> Response:
    """The response and its listing, both locked: the listing first, always, so that nobody waits in a circle."""
    listing = locked(Listing(pk=response.listing_id))
    fresh = Response.objects.select_for_update(of=("self",)).select_related("helper").get(pk=response.pk)
    fresh.listing = listing
    return fresh


def step_listing(
    listing: Listing, name: str, *, by: Person | None, reason: str = "", **changes: Any
) -> Entry:
    """Take the named step of `LISTING_STEPS` on a locked listing; MayNot or WrongMoment when it is not to be."""
    step = LISTING_STEPS[name]
    actor = _quality(actors_on_listing(by, listing) & step.actors)
    if not listing.is_local and name not in {"hide", "unhide"}:
        raise MayNot  # the rest of its life is decided where it lives
    if listing.state not in step.before:
        raise WrongMoment(before=listing.state, step=name)
    before = ListingState(listing.state)
    after = ListingState(step.after or listing.previous_state)
    LISTING.move(listing, after, changed=timezone.now(), **changes)
    _write_down(listing, name, before, after, by, actor, reason)
    public = listing.visibility == Listing.Visibility.PUBLIC and not SHOWN.isdisjoint({before, after})
    return announce(step.verb, by=by, listing=listing, public=public, step=name)


def step_response(
    response: Response,
    name: str,
    *,
    by: Person | None,
    actor: Actor | None = None,
    reason: str = "",
    verb: Verb | None = None,
    **changes: Any,
) -> Entry:
    """Take the named step of `RESPONSE_STEPS`. `actor` is said when the quality does not follow from who acts."""
    step = RESPONSE_STEPS[name]
    actor = _quality({actor} & step.actors if actor else actors_on_response(by, response) & step.actors)
    if response.state not in step.before:
        raise WrongMoment(before=response.state, step=name)
    before, after = ResponseState(response.state), ResponseState(str(step.after))
    RESPONSE.move(response, after, changed=timezone.now(), **changes)
    follow_answer(response, before, after)
    _write_down(response, name, before, after, by, actor, reason)
    return announce(
        verb or step.verb, by=by, listing=response.listing, about=response, public=False, step=name
    )


def announce(
    verb: Verb,
    *,
    by: Person | None,
    listing: Listing,
    public: bool,
    about: Response | None = None,
    **facts: Any,
) -> Entry:
    """One entry of the journal; the listing remembers it, so that open pages know whether they are late."""
    if by is not None and listing.on_behalf_of_alias and listing.mediator_id == by.pk:
        facts["for_somebody"] = True  # whom, nobody can read here
    entry = record(
        verb,
        by=by,
        about=about or listing,
        public=public,
        listing=listing.pk,
        board=listing.board_id,
        **facts,
    )
    Listing.objects.filter(pk=listing.pk).update(last_seq=entry.pk)
    listing.last_seq = entry.pk
    return entry


def write_first(thing: Response | Listing, name: str, *, by: Person | None, actor: Actor) -> None:
    """The line of something that begins: it comes from no state."""
    _write_down(thing, name, "", thing.state, by, actor, "")


def _quality(found: Any) -> Actor:
    """One quality is enough; the closest to the thing is written down, and that somebody stands for another first."""
    if Actor.MEDIATOR in found:
        return Actor.MEDIATOR
    for actor in Actor:
        if actor in found:
            return actor
    raise MayNot


def _write_down(
    thing: Listing | Response,
    name: str,
    before: str,
    after: str,
    by: Person | None,
    actor: Actor,
    reason: str,
) -> None:
    Transition.objects.create(
        about_type=ContentType.objects.get_for_model(thing),
        about_id=thing.pk,
        name=name,
        before=before,
        after=after,
        by=by,
        actor=actor,
        reason=reason[:500],
    )
