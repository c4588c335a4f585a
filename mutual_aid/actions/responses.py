"""Proposing help, and what its author answers: R1 to R4."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, NotHere, Refused, TooMany, WrongMoment
from commons.conversations.actions import open_private_thread, write_post
from commons.people.models import Person
from commons.people.permissions import is_newcomer
from mutual_aid.actions.capacity import places_taken, settle
from mutual_aid.actions.moves import announce, locked, locked_response, step_response, write_first
from mutual_aid.actions.room import check_room
from mutual_aid.models import AdultDeclaration, Listing, Response
from mutual_aid.permissions import goes_home, has_said_adult, may_be_accepted, may_propose_help
from mutual_aid.states import ON_BOARD, Actor, ListingState
from mutual_aid.verbs import Verb

LONGEST_MESSAGE = 2000
PROPOSALS_PER_DAY = 10
PROPOSALS_OF_NEWCOMERS = 3


@transaction.atomic
def propose_help(
    listing: Listing,
    *,
    by: Person,
    message: str,
    client_key: UUID | None = None,
    uri: str | None = None,
    home: str = "",
    adult: bool = False,
) -> Response:
    """Say that one could help (R1). Once per listing: said again, it gives the proposal that is already there.

    `adult` is their word that they are of age: asked once, for what is done in somebody's home.

    Between two people of this town a private thread opens. When one side lives elsewhere the message travels
    inside the response, and nothing else does.
    """
    if uri and (known := Response.objects.filter(uri=uri).first()):
        return known
    listing = locked(listing)
    if known := listing.responses.active().filter(helper=by).first():
        return known
    _check_may_propose(by, listing)
    _check_day(by)
    if adult and by.is_local:
        AdultDeclaration.objects.get_or_create(person=by)
    if by.is_local and goes_home(listing) and not has_said_adult(by):
        raise Refused(_("Help in a home is for people of eighteen or older. Please say that you are."))
    if not message.strip():
        raise Refused(_("Please write a few words to the person."))
    response = Response(listing=listing, helper=by, client_key=client_key, uri=uri, home=home)
    response.message = message.strip()[:LONGEST_MESSAGE]
    response.save()
    if listing.author and listing.is_local and by.is_local:
        _open_thread(response)
    write_first(response, "propose", by=by, actor=Actor.MEMBER)
    announce(Verb.HELP_PROPOSED, by=by, listing=listing, about=response, public=False, step="propose")
    return response


@transaction.atomic
def withdraw_response(response: Response, *, by: Person) -> Response:
    response = locked_response(response)
    step_response(response, "withdraw", by=by, decided_at=timezone.now())
    return response


@transaction.atomic
def accept_response(response: Response, *, by: Person) -> Response:
    """Choose a helper, who may now read where to meet. Never more than were asked for, however many press at once."""
    response = locked_response(response)
    if not may_be_accepted(response, by=by):
        raise MayNot(
            _(
                "Keys, money, medicines and children: please choose somebody whom the town trusts, or ask a mediator."
            )
        )
    if response.listing.state not in ON_BOARD:
        raise WrongMoment(_("This is not open any more."))
    if places_taken(response.listing) >= response.listing.helpers_needed:
        raise WrongMoment(_("Enough people have been accepted already."))
    check_room(response, by=by)
    step_response(response, "accept", by=by, decided_at=timezone.now())
    settle(response.listing)
    return response


@transaction.atomic
def decline_response(response: Response, *, by: Person, reason: str = "") -> Response:
    """No reason is needed; the helper is thanked."""
    response = locked_response(response)
    step_response(response, "decline", by=by, reason=reason, decided_at=timezone.now())
    return response


def _check_day(by: Person) -> None:
    """Ten proposals a day, three in the first week: nobody can come everywhere."""
    most = PROPOSALS_OF_NEWCOMERS if is_newcomer(by) else PROPOSALS_PER_DAY
    lately = Response.objects.filter(helper=by, created__gte=timezone.now() - timedelta(days=1))
    if lately.count() >= most:
        said = _("You have proposed your help %(n)s times since yesterday. Please wait for answers first.")
        raise TooMany(said % {"n": most}, seconds=3600)


def _check_may_propose(by: Person, listing: Listing) -> None:
    if may_propose_help(by, listing):
        return
    readable = Listing.objects.readable_by(by).filter(pk=listing.pk).exists()
    if not readable:
        raise NotHere
    if listing.state not in ON_BOARD and listing.state != ListingState.HIDDEN:
        raise WrongMoment(_("This is not open any more."))
    raise MayNot


def _open_thread(response: Response) -> None:
    listing = response.listing
    members = {person.pk: person for person in (response.helper, listing.author, listing.mediator) if person}
    thread = open_private_thread(about=response, title=listing.title, members=members.values())
    if response.helper:
        write_post(thread, by=response.helper, text=response.message, first=True)
    Response.objects.filter(pk=response.pk).update(thread=thread)
    response.thread = thread
