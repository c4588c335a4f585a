"""What the town's clock does. Each finds what is due and takes the same guarded steps: twice is once."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mutual_aid.actions.capacity import places_taken, wind_up, wind_up_all
from mutual_aid.actions.moves import (
    all_locked,
    announce,
    locked,
    locked_response,
    step_listing,
    step_listings,
    step_response,
)
from mutual_aid.deadlines import GRACE, LAPSE, SILENCE, days_after, next_reminder
from mutual_aid.models import Listing, ListingQuerySet, Response
from mutual_aid.states import ListingState, ResponseState
from mutual_aid.verbs import Verb

logger = logging.getLogger(__name__)

BATCH = 50
TOGETHER = (
    10  # taken one by one in one transaction: people's pages wait for its commit no longer than this takes
)
REMINDED = [ListingState.OPEN, ListingState.PAUSED]
LAPSING = [*REMINDED, ListingState.HIDDEN]


def expire_due() -> int:
    """L9: open and paused listings at their time, covered ones seven days later. Returns how many expired."""
    due = sorted(_expiring(timezone.now()).values_list("pk", flat=True)[:BATCH])
    return _together(due, _expire)


def lapse_due() -> int:
    """R5: proposals that had no answer for seven days. On a covered listing they are a waiting list and stay."""
    limit = days_after(timezone.now(), -LAPSE)
    waiting = Response.objects.waiting().filter(created__lte=limit, listing__home="")
    return _each(waiting.filter(listing__state__in=LAPSING).values_list("pk", flat=True), _lapse)


def auto_complete_due() -> int:
    """L7: covered listings whose helpers have all helped, after 72 hours of silence."""
    covered = Listing.objects.local().filter(state=ListingState.COVERED)
    helped = covered.filter(responses__state=ResponseState.DONE).exclude(
        responses__state=ResponseState.ACCEPTED
    )
    lately = timezone.now() - SILENCE
    for said in ("done_by_helper_at", "done_by_author_at"):
        helped = helped.exclude(**{f"responses__{said}__gt": lately})
    return _each(helped.distinct().values_list("pk", flat=True), _auto_complete)


def remind_due() -> int:
    """Seven days and 48 hours before the end, its author is told, and may keep it on the board with one press."""
    return _each(_to_remind(timezone.now()).values_list("pk", flat=True), _remind)


def _to_remind(now: datetime) -> ListingQuerySet:
    return Listing.objects.local().filter(state__in=REMINDED, remind_at__lte=now)


def _each(keys: QuerySet[Any, int], do: Callable[[int], bool]) -> int:
    """A batch, a few in one transaction."""
    due = sorted(keys[:BATCH])  # in one order, so that two workers do not wait in a circle
    parts = [due[at : at + TOGETHER] for at in range(0, len(due), TOGETHER)]
    return sum(_together(part, lambda some: sum(do(key) for key in some)) for part in parts)


def _together(keys: Sequence[int], do: Callable[[Sequence[int]], int]) -> int:
    """In one transaction; where that does not end well, each in its own: one row that is broken does not stop the
    clock of all others.
    """
    try:
        with transaction.atomic():
            return do(keys)
    except Exception:
        if len(keys) == 1:
            logger.exception("the clock failed for %s", keys[0])
            return 0
        logger.info("the clock takes them one by one: %s", keys)
        return sum(_together([key], do) for key in keys)


def _expiring(now: datetime) -> ListingQuerySet:
    due = Listing.objects.local().filter(
        state__in=[ListingState.OPEN, ListingState.PAUSED], expires_at__lte=now
    )
    after_grace = Listing.objects.local().filter(
        state=ListingState.COVERED, expires_at__lte=days_after(now, -GRACE)
    )
    return due | after_grace


def _is_expiring(listing: Listing, now: datetime) -> bool:
    """What `_expiring` asks, of a row that is locked."""
    if listing.expires_at is None or not listing.is_local:
        return False
    if listing.state == ListingState.COVERED:
        return listing.expires_at <= days_after(now, -GRACE)
    return listing.state in (ListingState.OPEN, ListingState.PAUSED) and listing.expires_at <= now


@transaction.atomic(savepoint=False)
def _expire(keys: Sequence[int]) -> int:
    """Many at once: what ends at midnight. Each has its line and its entry as if it had ended alone."""
    now = timezone.now()
    due = [listing for listing in all_locked(keys) if _is_expiring(listing, now)]  # some authors were faster
    for state in {listing.state for listing in due}:
        alike = [listing for listing in due if listing.state == state]
        step_listings(alike, "expire", by=None, closed_at=now)
    if due:
        wind_up_all(due)
    return len(due)


@transaction.atomic(savepoint=False)
def _remind(key: int) -> bool:
    """Where the worker was off for days, one reminder stands for all that were missed."""
    now, listing = timezone.now(), locked(Listing(pk=key))
    if not _to_remind(now).filter(pk=key).exists():
        return False
    following = next_reminder(listing.expires_at, now, standing=listing.standing)
    Listing.objects.filter(pk=key).update(remind_at=following)
    announce(Verb.LISTING_ENDING, by=None, listing=listing, public=False)
    return True


@transaction.atomic(savepoint=False)
def _lapse(key: int) -> bool:
    response = locked_response(Response.objects.get(pk=key))
    if response.state != ResponseState.PROPOSED:
        return False
    step_response(response, "lapse", by=None, decided_at=timezone.now())
    return True


@transaction.atomic(savepoint=False)
def _auto_complete(key: int) -> bool:
    listing = locked(Listing(pk=key))
    if listing.state != ListingState.COVERED or listing.responses.accepted().exists():
        return False
    said = [
        moment
        for response in listing.responses.filter(state=ResponseState.DONE)
        for moment in (response.done_by_helper_at, response.done_by_author_at)
        if moment
    ]
    now = timezone.now()
    if not said or max(said) > now - SILENCE or places_taken(listing) < listing.helpers_needed:
        return False
    step_listing(listing, "auto_complete", by=None, closed_at=now)
    wind_up(listing)
    return True
