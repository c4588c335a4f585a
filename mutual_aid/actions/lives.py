"""What its author and the moderators do with a listing as a whole: L1 to L3, L6, L8, L10 to L13."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, Refused, TooMany, WrongMoment
from commons.base.rules import Rule
from commons.moderation.actions import write_decision
from commons.moderation.models import Decision
from commons.people.models import Person
from commons.people.permissions import is_mediator
from mutual_aid.actions.agreements import check_agreement
from mutual_aid.actions.capacity import let_in_again, release_everybody, settle, wind_up
from mutual_aid.actions.moves import announce, locked, step_listing, step_response
from mutual_aid.deadlines import RENEWABLE, REOPENABLE, days_after
from mutual_aid.models import Listing
from mutual_aid.permissions import actors_on_listing
from mutual_aid.reviewing import rules_met
from mutual_aid.states import Actor, ListingState, ResponseState
from mutual_aid.verbs import Verb

DRAFT_IS_NEW = timedelta(minutes=1)
MOST_OPEN_REQUESTS = 3
RUNNING = [ListingState.OPEN, ListingState.COVERED, ListingState.PAUSED]
WAITING_OR_RUNNING = [ListingState.PENDING, *RUNNING]


@transaction.atomic
def submit_listing(listing: Listing, *, by: Person) -> Listing:
    """From draft to the board (L1), or to a moderator first (L2)."""
    listing = locked(listing)
    check_agreement(listing)
    now = timezone.now()
    check_room(by, listing.kind)
    fresh = listing.fresh_end(listing.needs_by)
    if listing.created < now - DRAFT_IS_NEW:
        fresh["created"] = now  # on the board, a draft is as old as its publication
    met = [] if Actor.MEDIATOR in actors_on_listing(by, listing) else rules_met(listing, by=by)
    step_listing(listing, "submit_for_review" if met else "submit", by=by, **fresh)
    if met:
        write_decision(listing, Decision.Kind.HELD, rules=met)
    return listing


@transaction.atomic
def approve_listing(listing: Listing, *, by: Person) -> Listing:
    listing = locked(listing)
    step_listing(listing, "approve", by=by, **listing.fresh_end(listing.needs_by))
    return listing


@transaction.atomic
def refuse_listing(
    listing: Listing, *, by: Person, reason: str = "", rule: str = Rule.CHARTER.value
) -> Listing:
    """Back to its author as a draft, with the rule and the reason; it can be changed and sent again."""
    listing = locked(listing)
    if not reason.strip():
        raise Refused(_("Please say why, so that it can be put right."))
    step_listing(listing, "refuse", by=by, reason=reason, closed_reason=reason[:300])
    write_decision(listing, Decision.Kind.REFUSED, rules=[rule], by=by)
    return listing


@transaction.atomic
def publish_after_all(listing: Listing, *, by: Person | None) -> Listing:
    """After an appeal: what was given back goes on the board. Not what its author has sent again or ended since.

    `by` None is the word of a jury.
    """
    listing = locked(listing)
    if listing.state == ListingState.DRAFT and listing.closed_reason:
        needs_by = _still_to_come(listing)
        fresh = {**listing.fresh_end(needs_by), "needs_by": needs_by, "closed_reason": ""}
        step_listing(listing, "publish_after_all", by=by, created=timezone.now(), **fresh)
    return listing


@transaction.atomic
def complete_listing(listing: Listing, *, by: Person, reason: str = "") -> Listing:
    """It is done: those who were accepted have helped, or `reason` says how it was settled otherwise."""
    listing = locked(listing)
    helped = listing.responses.filter(state__in=[ResponseState.ACCEPTED, ResponseState.DONE])
    if listing.is_on_board and not reason.strip() and not helped.exists():
        raise WrongMoment(_("Nobody was accepted yet. If it was settled in another way, please say so."))
    now = timezone.now()
    step_listing(listing, "complete", by=by, reason=reason, closed_at=now, closed_reason=reason[:300])
    for response in listing.responses.accepted().select_related("helper"):
        response.listing = listing
        # The mediator stands for the author here: the word that the help was given is the author's.
        step_response(response, "mark_done", by=by, actor=Actor.AUTHOR, done_by_author_at=now)
    wind_up(listing)
    return listing


@transaction.atomic
def cancel_listing(listing: Listing, *, by: Person, reason: str = "") -> Listing:
    """Off the board. Those who were accepted are told at once."""
    listing = locked(listing)
    step_listing(
        listing, "cancel", by=by, reason=reason, closed_at=timezone.now(), closed_reason=reason[:300]
    )
    release_everybody(listing, by=by, reason=reason)
    wind_up(listing)
    return listing


@transaction.atomic
def renew_listing(listing: Listing, *, by: Person) -> Listing:
    """Thirty days more for what has expired (L10); a day that is past is forgotten."""
    listing = locked(listing)
    check_agreement(listing)
    _not_after(listing, RENEWABLE)
    needs_by = _still_to_come(listing)
    step_listing(
        listing,
        "renew",
        by=by,
        needs_by=needs_by,
        **listing.fresh_end(needs_by),
        renewals=listing.renewals + 1,
        closed_at=None,
        closed_reason="",
    )
    let_in_again(listing)
    settle(listing)
    return listing


@transaction.atomic
def prolong_listing(listing: Listing, *, by: Person) -> Listing:
    """Before the end: thirty days more from today, a year for what has no end. No move: the state stays."""
    listing = locked(listing)
    if Actor.AUTHOR not in actors_on_listing(by, listing) or not listing.is_local:
        raise MayNot
    if listing.state not in RUNNING:
        raise WrongMoment(_("This is not open any more."))
    check_agreement(listing)
    clock = listing.fresh_end(None)
    if listing.expires_at and clock["expires_at"] and clock["expires_at"] < listing.expires_at:
        clock = {"expires_at": listing.expires_at, "remind_at": listing.remind_at}
    clock["renewals"] = listing.renewals + 1
    Listing.objects.filter(pk=listing.pk).update(**clock)
    announce(Verb.LISTING_PROLONGED, by=by, listing=listing, public=False)
    return locked(listing)


@transaction.atomic
def reopen_listing(listing: Listing, *, by: Person) -> Listing:
    """Back on the board after it was done or cancelled (L11); who helped then takes no place now."""
    listing = locked(listing)
    check_agreement(listing)
    _not_after(listing, REOPENABLE)
    now, needs_by = timezone.now(), _still_to_come(listing)
    step_listing(
        listing,
        "reopen",
        by=by,
        needs_by=needs_by,
        **listing.fresh_end(needs_by),
        reopened_at=now,
        closed_at=None,
        closed_reason="",
    )
    let_in_again(listing)
    settle(listing)
    return listing


@transaction.atomic
def pause_listing(listing: Listing, *, by: Person) -> Listing:
    listing = locked(listing)
    step_listing(listing, "pause", by=by)
    return listing


@transaction.atomic
def resume_listing(listing: Listing, *, by: Person) -> Listing:
    listing = locked(listing)
    step_listing(listing, "resume", by=by)
    settle(listing)
    return listing


@transaction.atomic
def hide_listing(
    listing: Listing, *, by: Person, reason: str = "", rule: str = Rule.CHARTER.value
) -> Listing:
    """Out of everybody's sight but its author's, who is told which rule and why, and may appeal."""
    listing = locked(listing)
    if not reason.strip():
        raise Refused(_("Please say why: the author will read it."))
    step_listing(listing, "hide", by=by, reason=reason, previous_state=listing.state)
    write_decision(listing, Decision.Kind.HIDDEN, rules=[rule], by=by)
    return listing


@transaction.atomic
def unhide_listing(listing: Listing, *, by: Person | None) -> Listing:
    """Back to the state it had; what happened to its responses meanwhile is counted again. `by` None: a jury."""
    listing = locked(listing)
    step_listing(listing, "unhide", by=by, previous_state="")
    settle(listing)
    return listing


def check_room(by: Person, kind: str) -> None:
    """Three requests at a time: a fourth would mostly mean that the first three were forgotten."""
    if kind != Listing.Kind.REQUEST or is_mediator(by):
        return
    requests = Listing.objects.local().filter(
        author=by, kind=Listing.Kind.REQUEST, state__in=WAITING_OR_RUNNING
    )
    if requests.count() >= MOST_OPEN_REQUESTS:
        raise TooMany(_("You already have three requests under way. Please end one of them first."))


def _still_to_come(listing: Listing) -> date | None:
    """The day it is needed by, unless it is past."""
    day: date | None = listing.needs_by
    return day if day and day >= timezone.localdate() else None


def _not_after(listing: Listing, days: int) -> None:
    closed: datetime | None = listing.closed_at
    closed_states = {ListingState.EXPIRED, ListingState.DONE, ListingState.CANCELLED}
    if listing.state in closed_states and closed and days_after(closed, days) < timezone.now():
        raise WrongMoment(_("This was too long ago. Please write it again."))
