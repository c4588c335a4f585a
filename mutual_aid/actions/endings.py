"""How help ends: called off, done, disputed; and when two people part, or one leaves. R6 to R9, R11."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, WrongMoment
from commons.conversations.actions import close_thread, leave_thread
from commons.people.models import Person
from mutual_aid.actions.capacity import settle
from mutual_aid.actions.incidents import keep_note
from mutual_aid.actions.lives import cancel_listing
from mutual_aid.actions.moves import announce, locked_response, step_response
from mutual_aid.deadlines import SILENCE
from mutual_aid.models import Listing, Response
from mutual_aid.permissions import actors_on_response
from mutual_aid.states import Actor, ListingState, ResponseState
from mutual_aid.verbs import Verb

CANCELLABLE = [
    ListingState.PENDING,
    ListingState.OPEN,
    ListingState.COVERED,
    ListingState.PAUSED,
    ListingState.DRAFT,
]


@transaction.atomic
def release_response(response: Response, *, by: Person, reason: str = "") -> Response:
    """Either side calls off what was agreed; the meeting place is closed to the helper in the same moment."""
    response = locked_response(response)
    own = Actor.HELPER in actors_on_response(by, response)
    name = "release_by_helper" if own else "release_by_author"
    step_response(response, name, by=by, reason=reason, decided_at=timezone.now())
    settle(response.listing)
    return response


@transaction.atomic
def mark_done(response: Response, *, by: Person) -> Response:
    """The help was given, says one side; said by the other side too, it is confirmed."""
    response = locked_response(response)
    if response.state == ResponseState.DONE:
        return confirm_done(response, by=by)
    said: dict[str, Any] = {_side(response, by): timezone.now()}
    step_response(response, "mark_done", by=by, **said)
    settle(response.listing)
    return response


@transaction.atomic
def confirm_done(response: Response, *, by: Person) -> Response:
    response = locked_response(response)
    side = _side(response, by)
    if response.state != ResponseState.DONE:
        raise WrongMoment
    if getattr(response, side) is None:
        Response.objects.filter(pk=response.pk).update(**{side: timezone.now()})
        response.refresh_from_db(fields=[side])
        announce(Verb.HELP_CONFIRMED, by=by, listing=response.listing, about=response, public=False)
    return response


@transaction.atomic
def dispute(response: Response, *, by: Person, reason: str = "") -> Response:
    """The other side said that it was done, and it was not: for 72 hours."""
    response = locked_response(response)
    side = _side(response, by)
    said: datetime | None = (
        response.done_by_author_at if side == "done_by_helper_at" else response.done_by_helper_at
    )
    if response.state != ResponseState.DONE or getattr(response, side) or said is None:
        raise WrongMoment
    if timezone.now() > said + SILENCE:
        raise WrongMoment(_("Three days have passed. Please write to the moderators if something is wrong."))
    return _not_done(response, by=by, reason=reason)


@transaction.atomic
def report_no_show(response: Response, *, by: Person, reason: str = "") -> Response:
    """Somebody did not come. A private note; the third in six months asks a moderator to look, nothing more."""
    response = locked_response(response)
    if response.state != ResponseState.ACCEPTED:
        raise WrongMoment
    return _not_done(response, by=by, reason=reason)


def _not_done(response: Response, *, by: Person, reason: str) -> Response:
    """The words are for moderators, so they are sealed in the note and stand in no record."""
    helped = _side(response, by) == "done_by_author_at"
    step_response(response, "not_done", by=by)
    settle(response.listing)
    keep_note(response, about=response.helper if helped else response.listing.author, by=by, text=reason)
    return response


@transaction.atomic
def part_ways(blocker: Person, blocked: Person) -> None:
    """After a block (R11): what is between the two ends, their threads close, gone for both. Nobody is told why."""
    between = _helps(blocked, blocker) | _helps(blocker, blocked)
    for response in Response.objects.active().filter(between).select_related("listing"):
        if actors_on_response(blocker, response):
            _let_go(response, by=blocker)
    for response in Response.objects.filter(between, thread__isnull=False).select_related("thread"):
        if response.thread:
            close_thread(response.thread)
            leave_thread(response.thread, by=blocker)
            leave_thread(response.thread, by=blocked)


def _helps(helper: Person, host: Person) -> Q:
    return Q(helper=helper) & (Q(listing__author=host) | Q(listing__mediator=host))


@transaction.atomic
def take_leave(person: Person) -> None:
    """Somebody leaves the town: first their promises are released, then their listings cancelled."""
    for response in Response.objects.active().filter(helper=person):
        _let_go(response, by=person)
    for listing in Listing.objects.local().filter(author=person, state__in=CANCELLABLE):
        cancel_listing(listing, by=person)


def _let_go(response: Response, *, by: Person) -> None:
    response = locked_response(response)
    helper, waits = response.helper_id == by.pk, response.state == ResponseState.PROPOSED
    names = {(True, True): "withdraw", (True, False): "release_by_helper", (False, True): "decline"}
    step_response(response, names.get((helper, waits), "release_by_author"), by=by, decided_at=timezone.now())
    settle(response.listing)


def _side(response: Response, by: Person) -> str:
    """The column in which this person says that it is done; MayNot for everybody else."""
    actors = actors_on_response(by, response)
    if Actor.HELPER in actors:
        return "done_by_helper_at"
    if actors & {Actor.AUTHOR, Actor.MEDIATOR}:
        return "done_by_author_at"
    raise MayNot
