"""Who may do what on the board: in which quality somebody acts, and a few plain questions."""

from django.contrib.contenttypes.models import ContentType

from commons.communities.models import Community
from commons.communities.permissions import is_steward
from commons.moderation.models import Flag
from commons.people.models import Person
from commons.people.permissions import (
    are_blocked,
    is_administrator,
    is_citizen,
    is_mediator,
    is_member,
    is_moderator,
    is_trusted,
)
from mutual_aid.categories import category_named
from mutual_aid.models import AdultDeclaration, DeskCase, IncidentNote, Item, Listing, Neighbour, Response
from mutual_aid.states import (
    LISTING_STEPS,
    ON_BOARD,
    RESPONSE_STEPS,
    SHOWN,
    Actor,
    ListingState,
    ResponseState,
)


def actors_on_listing(person: Person | None, listing: Listing) -> frozenset[Actor]:
    """The qualities in which somebody acts on a listing; nobody at all is the town's clock."""
    if person is None:
        return frozenset({Actor.SYSTEM})
    found = set()
    if listing.author_id == person.pk and not _another_speaks(person, listing):
        found.add(Actor.AUTHOR)
    if listing.mediator_id == person.pk and is_mediator(person):
        found.add(Actor.MEDIATOR)
        if listing.on_behalf_of_alias:
            found.add(Actor.AUTHOR)  # they stand for somebody who has no account, in everything
    if may_moderate(person, listing):
        found.add(Actor.MODERATOR)
    return frozenset(found)


def _another_speaks(person: Person, listing: Listing) -> bool:
    """Written for somebody else by this mediator, and looked after by another one since."""
    return bool(listing.on_behalf_of_alias) and listing.mediator_id not in (None, person.pk)


def actors_on_response(person: Person | None, response: Response) -> frozenset[Actor]:
    found = set(actors_on_listing(person, response.listing))
    if person is not None and response.helper_id == person.pk:
        found.add(Actor.HELPER)
    if response.helper_id is None and _speaks_for_neighbour(person, response):
        found.add(Actor.HELPER)
    return frozenset(found)


def _speaks_for_neighbour(person: Person | None, response: Response) -> bool:
    """Any mediator, for somebody who answered at the desk; but nobody answers themselves."""
    if not is_mediator(person):
        return False
    own = response.listing.author_id == person.pk and not response.listing.on_behalf_of_alias
    return not own and Neighbour.objects.filter(response=response).exists()


def steps_on_listing(person: Person | None, listing: Listing) -> set[str]:
    """The names of what this person may do with a listing now: the page shows these buttons and no others."""
    actors = actors_on_listing(person, listing)
    return {
        name for name, step in LISTING_STEPS.items() if listing.state in step.before and actors & step.actors
    }


def steps_on_response(person: Person | None, response: Response) -> set[str]:
    actors = actors_on_response(person, response)
    return {
        name
        for name, step in RESPONSE_STEPS.items()
        if response.state in step.before and actors & step.actors
    }


def may_moderate(person: Person | None, listing: Listing) -> bool:
    """Nobody moderates what they wrote; what only mediators see stays theirs until somebody has flagged it."""
    if not is_moderator(person) or listing.author_id == person.pk:
        return False
    return listing.visibility != Listing.Visibility.MEDIATORS or _is_flagged(listing)


def _is_flagged(listing: Listing) -> bool:
    kind = ContentType.objects.get_for_model(Listing)
    return Flag.objects.filter(about_type=kind, about_id=listing.pk).exists()


def may_post_listing(person: Person | None) -> bool:
    return is_citizen(person)


def may_post_for_somebody(person: Person | None) -> bool:
    """In somebody else's name, with their recorded consent."""
    return is_mediator(person)


def may_work_at_desk(person: Person | None, listing: Listing) -> bool:
    """Mediators look after what they may read and what lives here; the one who does sees it to its end."""
    if not is_mediator(person) or not listing.is_local:
        return False
    readable = Listing.objects.readable_by(person).filter(pk=listing.pk)
    return readable.exists() or DeskCase.objects.filter(listing=listing, keeper=person).exists()


def may_keep_services(person: Person | None) -> bool:
    """The directory of services is the administrators'."""
    return is_administrator(person)


def may_read_body(person: Person | None, listing: Listing) -> bool:
    """Visitors see the summary: title, category, neighbourhood, day. The rest is between members."""
    return is_member(person)


def may_revise_listing(person: Person | None, listing: Listing) -> bool:
    editable = SHOWN - {ListingState.DONE, ListingState.EXPIRED} | {ListingState.DRAFT, ListingState.PENDING}
    quality = actors_on_listing(person, listing) & {Actor.AUTHOR, Actor.MEDIATOR}
    return listing.is_local and bool(quality) and listing.state in editable


def may_propose_help(person: Person | None, listing: Listing) -> bool:
    """Any member but those concerned, on what is open or covered (a waiting list); silently not when blocked."""
    if not is_member(person) or listing.state not in ON_BOARD:
        return False
    if person.pk in (listing.author_id, listing.mediator_id) or _parted(person, listing):
        return False
    if (
        listing.kind == Listing.Kind.LOAN
        and person.is_local
        and Item.objects.filter(listing=listing).exists()
    ):
        return False  # here, a thing is reserved; who lives elsewhere can only ask
    if not person.is_local and _is_for_neighbours(listing):
        return False
    if not Listing.objects.readable_by(person).filter(pk=listing.pk).exists():
        return False
    return not listing.responses.filter(helper=person, state=ResponseState.DECLINED).exists()


def _is_for_neighbours(listing: Listing) -> bool:
    """What is entrusted, and help in a home: nobody here can vouch for somebody of another town."""
    return category_named(listing.category).needs_trusted or goes_home(listing)


def goes_home(listing: Listing) -> bool:
    """Somebody will come into somebody's home: for people of age alone."""
    return listing.kind in _VISITS and category_named(listing.category).goes_home


_VISITS = (Listing.Kind.REQUEST, Listing.Kind.OFFER)


def may_read_incidents(person: Person | None, about: Person) -> bool:
    """A moderator whom it does not concern, once a third note has asked them to look."""
    if not is_moderator(person) or person == about:
        return False
    kind = ContentType.objects.get_for_model(IncidentNote)
    notes = IncidentNote.objects.filter(about=about)
    if notes.filter(by=person).exists():
        return False
    return Flag.objects.filter(about_type=kind, about_id__in=notes.values("pk")).exists()


def has_said_adult(person: Person) -> bool:
    return AdultDeclaration.objects.filter(person=person).exists()


def _parted(person: Person, listing: Listing) -> bool:
    return are_blocked(person, listing.author) or are_blocked(person, listing.mediator)


def may_be_accepted(response: Response, *, by: Person | None) -> bool:
    """Children, keys, money: only somebody whom the town trusts, or whom a mediator has chosen."""
    listing = response.listing
    if not category_named(listing.category).needs_trusted or listing.kind == Listing.Kind.OFFER:
        return True
    return is_trusted(response.helper) or is_mediator(by)


def may_decide(person: Person | None, listing: Listing) -> bool:
    """Compares the proposals, accepts and declines."""
    return bool(actors_on_listing(person, listing) & {Actor.AUTHOR, Actor.MEDIATOR})


def may_read_balance(person: Person | None, board: Community) -> bool:
    """Where help is missing, in numbers: for those who look after the board, or help people far from computers."""
    return is_moderator(person) or is_mediator(person) or is_steward(person, board)


def may_see_meeting_place(person: Person | None, listing: Listing) -> bool:
    """Those who wrote it; and an accepted helper, while the listing is on the board."""
    if not is_member(person):
        return False
    if may_decide(person, listing):
        return True
    return listing.state in ON_BOARD and listing.responses.accepted().filter(helper=person).exists()
