"""Somebody has changed their mind: whatever was done in their name stops."""

from django.db import transaction
from django.utils import timezone

from commons.conversations.actions import bring_into_thread
from commons.people.models import Person
from mutual_aid.actions.agreements import end_consent
from mutual_aid.actions.endings import CANCELLABLE, release_response
from mutual_aid.actions.lives import cancel_listing
from mutual_aid.actions.moves import locked
from mutual_aid.actions.responses import withdraw_response
from mutual_aid.models import Consent, DeskCase, HandOver, Listing, MeetingPlace, Neighbour
from mutual_aid.states import ResponseState
from mutual_aid.wordings import Purpose


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Person) -> Consent:
    """Any mediator may write it down, so that one word to any of them is enough."""
    end_consent(consent, by=by)
    if consent.purpose == Purpose.POSTING:
        _stop_listing(consent.listing, by=by)
    elif consent.purpose == Purpose.ANSWERING:
        _take_answer_back(consent, by=by)
    elif consent.purpose == Purpose.HANDING_OVER:
        _stop_hand_over(consent)
    consent.refresh_from_db()
    return consent


def _take_answer_back(consent: Consent, *, by: Person) -> None:
    neighbour = Neighbour.objects.filter(consent=consent).select_related("response").first()
    if neighbour is None:
        return
    if neighbour.response.state == ResponseState.PROPOSED:
        withdraw_response(neighbour.response, by=by)
    elif neighbour.response.state == ResponseState.ACCEPTED:
        release_response(neighbour.response, by=by)
    Neighbour.objects.filter(pk=neighbour.pk).update(sealed_reach="")


def _stop_hand_over(consent: Consent) -> None:
    """The service hears no more from the desk; that it was told cannot be undone, and stays written down."""
    now = timezone.now()
    open_ones = HandOver.objects.filter(consent=consent, closed_at=None)
    open_ones.update(closed_at=now, outcome=HandOver.Outcome.STOPPED)


def _stop_listing(listing: Listing, *, by: Person) -> None:
    """Off the board, and nothing is kept that could lead to them."""
    stand_in(listing, by=by)
    listing = locked(listing)
    if listing.state in CANCELLABLE:
        cancel_listing(listing, by=by)
    MeetingPlace.objects.filter(listing=listing).delete()
    DeskCase.objects.filter(listing=listing).update(sealed_reach="", sealed_note="", follow_up_on=None)


def stand_in(listing: Listing, *, by: Person) -> None:
    """A mediator speaks for the person from now on, in the threads that are open too. Inside an action."""
    if not listing.on_behalf_of_alias or listing.mediator_id == by.pk:
        return
    Listing.objects.filter(pk=listing.pk).update(mediator=by)
    listing.mediator = by
    for response in listing.responses.active().select_related("thread"):
        if response.thread:
            bring_into_thread(response.thread, by)
