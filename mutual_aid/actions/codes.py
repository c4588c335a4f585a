"""Codes for paper, and answers that come to the desk by code."""

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commons.base.codes import drawn
from commons.base.errors import MayNot, Refused, WrongMoment
from commons.conversations.actions import open_private_thread, write_post
from commons.journal.actions import record
from commons.people.models import Person
from mutual_aid.actions.agreements import Agreement, keep_consent
from mutual_aid.actions.desk import LONGEST_NOTE
from mutual_aid.actions.moves import announce, locked, write_first
from mutual_aid.actions.responses import LONGEST_MESSAGE
from mutual_aid.models import Listing, Neighbour, Response, ShortCode
from mutual_aid.models.codes import ALPHABET, LONGEST, SHORTEST
from mutual_aid.permissions import may_post_for_somebody
from mutual_aid.states import ON_BOARD, Actor
from mutual_aid.verbs import Verb
from mutual_aid.wordings import Purpose

BATCH = 200
TRIES = 30  # the second half of them with a sign more


def give_code(listing: Listing) -> ShortCode | None:
    """The code of a listing that everybody may read, given once; None for what is never printed."""
    if not Listing.objects.public().local().filter(pk=listing.pk).exists():
        return None
    for attempt in range(TRIES):
        if given := ShortCode.objects.filter(listing=listing).first():
            return given
        length = SHORTEST if attempt < TRIES // 2 else LONGEST
        try:
            with transaction.atomic():
                given = ShortCode.objects.create(listing=listing, code=drawn(length, ALPHABET))
                record(Verb.CODE_GIVEN, by=None, about=listing, public=False)  # a stored poster lacks it
                return given
        except IntegrityError:
            continue  # somebody else's code, or somebody was faster
    raise RuntimeError("no code is free")


def give_codes_due() -> int:
    """The chore: listings that were there before codes, or whose errand was lost."""
    without = Listing.objects.public().local().filter(short_code=None).order_by("-created")[:BATCH]
    return sum(give_code(listing) is not None for listing in without)


@transaction.atomic
def answer_for_neighbour(
    listing: Listing,
    *,
    by: Person,
    alias: str,
    reach: str,
    message: str,
    agreement: Agreement,
    client_key: UUID,
) -> Response:
    """A neighbour rang or came by: the author sees an answer through the desk (R1), and may say yes or no.

    More than seven parameters: they are the fields of the form, and each has its name.
    """
    if not may_post_for_somebody(by):
        raise MayNot
    if known := Neighbour.objects.filter(client_key=client_key, by=by).select_related("response").first():
        return known.response
    listing = locked(listing)
    if listing.state not in ON_BOARD or not Listing.objects.public().local().filter(pk=listing.pk).exists():
        raise WrongMoment(_("This is not open any more."))
    if not alias.strip() or not message.strip():
        raise Refused(_("Please write a few words to the person."))
    response = Response(listing=listing)
    response.message = message.strip()[:LONGEST_MESSAGE]
    response.save()
    consent = keep_consent(listing, Purpose.ANSWERING, agreement, by=by)
    neighbour = Neighbour(response=response, alias=alias.strip()[:60], by=by, consent=consent)
    neighbour.client_key, neighbour.reach = client_key, reach[:LONGEST_NOTE]
    neighbour.save()
    _open_thread(response, {by, listing.author, listing.mediator} - {None}, by=by)
    write_first(response, "propose", by=by, actor=Actor.MEMBER)
    announce(
        Verb.HELP_PROPOSED,
        by=by,
        listing=listing,
        about=response,
        public=False,
        step="propose",
        for_somebody=True,
    )
    return response


def _open_thread(response: Response, members: Iterable[Person | None], *, by: Person) -> None:
    """Between the author and the mediator, who tells the neighbour."""
    people = [person for person in members if person]
    if len(people) < 2:
        return
    thread = open_private_thread(about=response, title=response.listing.title, members=people)
    write_post(thread, by=by, text=response.message, first=True)
    Response.objects.filter(pk=response.pk).update(thread=thread)
    response.thread = thread
