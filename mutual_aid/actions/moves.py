"""The one way a state changes: a guarded move, a line in the record, one entry in the journal."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from commons.base.errors import MayNot, WrongMoment
from commons.journal.actions import News, record_all
from commons.journal.models import Entry
from commons.people.models import Person
from mutual_aid.actions.meeting import follow_answer
from mutual_aid.models import Listing, ListingQuerySet, Response, Transition
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
    return _locked().get(pk=listing.pk)


def all_locked(keys: Sequence[int]) -> list[Listing]:
    """Those of them that are there, in the one order in which everybody locks them."""
    return list(_locked().filter(pk__in=keys).order_by("pk"))


def _locked() -> ListingQuerySet:
    return Listing.objects.select_for_update(of=("self",)).select_related("board", "author")


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
    return step_listings([listing], name, by=by, reason=reason, **changes)[0]


def step_listings(
    listings: Sequence[Listing], name: str, *, by: Person | None, reason: str = "", **changes: Any
) -> list[Entry]:
    """The same step of many that are locked and in one state: all of them or, in its transaction, none."""
    step = LISTING_STEPS[name]
    actors = [_quality(actors_on_listing(by, listing) & step.actors) for listing in listings]
    if name not in {"hide", "unhide"} and not all(listing.is_local for listing in listings):
        raise MayNot  # the rest of its life is decided where it lives
    before = ListingState(listings[0].state)
    if before not in step.before:
        raise WrongMoment(before=before, step=name)
    after = ListingState(step.after or listings[0].previous_state)
    LISTING.move_all(listings, after, changed=timezone.now(), **changes)
    Transition.objects.bulk_create(
        _line(listing, name, before, after, by, actor, reason)
        for listing, actor in zip(listings, actors, strict=True)
    )
    is_seen = not SHOWN.isdisjoint({before, after})
    news = [
        _news(
            step.verb,
            by=by,
            listing=listing,
            public=is_seen and listing.visibility == Listing.Visibility.PUBLIC,
            step=name,
        )
        for listing in listings
    ]
    return _announce(listings, news)


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
    _line(response, name, before, after, by, actor, reason).save()
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
    return _announce([listing], [_news(verb, by=by, listing=listing, public=public, about=about, **facts)])[0]


def _news(
    verb: Verb,
    *,
    by: Person | None,
    listing: Listing,
    public: bool,
    about: Response | None = None,
    **facts: Any,
) -> News:
    if by is not None and listing.on_behalf_of_alias and listing.mediator_id == by.pk:
        facts["for_somebody"] = True  # whom, nobody can read here
    facts |= {"listing": listing.pk, "board": listing.board_id}
    return News(verb=verb, by=by, about=about or listing, public=public, detail=facts)


def _announce(listings: Sequence[Listing], news: Sequence[News]) -> list[Entry]:
    entries = record_all(news)
    for listing, entry in zip(listings, entries, strict=True):
        listing.last_seq = entry.pk
    if len(listings) == 1:
        Listing.objects.filter(pk=listings[0].pk).update(last_seq=listings[0].last_seq)
    else:
        Listing.objects.bulk_update(listings, ["last_seq"])
    return entries


def write_first(thing: Response | Listing, name: str, *, by: Person | None, actor: Actor) -> None:
    """The line of something that begins: it comes from no state."""
    _line(thing, name, "", thing.state, by, actor, "").save()


def _quality(found: Any) -> Actor:
    """One quality is enough; the closest to the thing is written down, and that somebody stands for another first."""
    if Actor.MEDIATOR in found:
        return Actor.MEDIATOR
    for actor in Actor:
        if actor in found:
            return actor
    raise MayNot


def _line(
    thing: Listing | Response,
    name: str,
    before: str,
    after: str,
    by: Person | None,
    actor: Actor,
    reason: str,
) -> Transition:
    return Transition(
        about_type=ContentType.objects.get_for_model(thing),
        about_id=thing.pk,
        name=name,
        before=before,
        after=after,
        by=by,
        actor=actor,
        reason=reason[:500],
    )
