"""What mediators do at the desk: take a request and give it back, remember to come back to it, call."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import NotHere, Refused, WrongMoment
from commons.journal.actions import record
from commons.people.models import Person
from mutual_aid.actions.agreements import Agreement
from mutual_aid.actions.consents import stand_in
from mutual_aid.actions.listings import post_listing
from mutual_aid.actions.moves import locked
from mutual_aid.models import Call, DeskCase, Listing
from mutual_aid.permissions import may_work_at_desk
from mutual_aid.verbs import Verb

LONGEST_NOTE = 1000


def open_case(listing: Listing, *, by: Person) -> DeskCase:
    """The desk's own page of a listing, locked; made when it is first needed. Inside an action."""
    if not may_work_at_desk(by, listing):
        raise NotHere
    locked(listing)
    case, _made = DeskCase.objects.select_for_update(of=("self",)).get_or_create(listing=listing)
    case.listing = listing
    return case


def kept_by(listing: Listing, *, by: Person) -> DeskCase:
    """The case, in the hands of this mediator: taken when it was free, refused when somebody else has it."""
    case = open_case(listing, by=by)
    if case.keeper_id not in (None, by.pk):
        raise _in_other_hands(case)
    if case.keeper_id is None:
        _take(case, by)
    return case


def _in_other_hands(case: DeskCase) -> WrongMoment:
    name = case.keeper.name if case.keeper else ""
    return WrongMoment(_("%(name)s looks after this request.") % {"name": name})


@transaction.atomic
def post_for_somebody(*, by: Person, reach: str, consent: Agreement, **fields: Any) -> Listing:
    """Put it on the board in somebody's name, and look after it; `fields` are those of `post_listing`."""
    listing = post_listing(by=by, consent=consent, **fields)
    case = kept_by(listing, by=by)
    if reach.strip() and not case.reach:
        case.reach = reach[:LONGEST_NOTE]
        case.save(update_fields=["sealed_reach"])
    return listing


@transaction.atomic
def take_request(listing: Listing, *, by: Person, over_from: int | None = None) -> DeskCase:
    """Look after it from now on. From a colleague only by naming them: who was not seen there is not replaced."""
    case = open_case(listing, by=by)
    if case.keeper_id == by.pk:
        return case
    if case.keeper_id is not None and case.keeper_id != over_from:
        raise _in_other_hands(case)
    _take(case, by)
    return case


def _take(case: DeskCase, by: Person) -> None:
    case.keeper, case.taken_at = by, timezone.now()
    case.save(update_fields=["keeper", "taken_at"])
    stand_in(case.listing, by=by)
    note(Verb.REQUEST_TAKEN, case.listing, by=by)


@transaction.atomic
def give_request_back(listing: Listing, *, by: Person) -> DeskCase:
    case = open_case(listing, by=by)
    if case.keeper_id != by.pk:
        raise WrongMoment(_("You do not look after this request."))
    case.keeper = case.taken_at = None
    case.save(update_fields=["keeper", "taken_at"])
    note(Verb.REQUEST_GIVEN_BACK, listing, by=by)
    return case


@transaction.atomic
def keep_reach(listing: Listing, *, by: Person, reach: str) -> DeskCase:
    """How to reach the person, for the desk alone."""
    case = open_case(listing, by=by)
    case.reach = reach[:LONGEST_NOTE]
    case.save(update_fields=["sealed_reach"])
    note(Verb.REACH_KEPT, listing, by=by)
    return case


@transaction.atomic
def flag_follow_up(listing: Listing, *, by: Person, on: date | None, words: str = "") -> DeskCase:
    """To come back to it on that day; without a day, it is settled."""
    if on is not None and on < timezone.localdate():
        raise Refused(_("This day is past. Please choose another one."))
    case = open_case(listing, by=by)
    case.follow_up_on, case.note = on, words[:LONGEST_NOTE] if on else ""
    case.save(update_fields=["follow_up_on", "sealed_note"])
    note(Verb.FOLLOW_UP_SET if on else Verb.FOLLOW_UP_DONE, listing, by=by)
    return case


@transaction.atomic
def log_call(
    listing: Listing, *, by: Person, whom: str, outcome: str, about: str = "", client_key: UUID
) -> Call:
    """One mediator calls about a request, the one who looks after it: nobody is called twice about one thing."""
    if known := Call.objects.filter(client_key=client_key, by=by).first():
        return known
    kept_by(listing, by=by)
    call = Call(
        listing=listing, by=by, whom=Call.Whom(whom), outcome=Call.Outcome(outcome), client_key=client_key
    )
    call.about = about[:LONGEST_NOTE]
    call.save()
    note(Verb.CALL_LOGGED, listing, by=by)
    return call


def note(verb: Verb, listing: Listing, *, by: Person, **facts: Any) -> None:
    """The entry of something that only the desk knows of: open pages of the listing hear nothing."""
    record(verb, by=by, about=listing, public=False, **facts)
