"""What stands in the calendars that other programs read: a neighbourhood at most, and never a name."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from commons.base.calendars import Happening, there
from commons.people.models import Person
from mutual_aid.lending_states import LoanState
from mutual_aid.models import Item, Listing, Reservation
from mutual_aid.states import ListingState, ResponseState

BACK = 31  # days that what is over stays, so that programs hear of what was cancelled
TELLING = {
    ListingState.OPEN,
    ListingState.COVERED,
    ListingState.DONE,
    ListingState.EXPIRED,
    ListingState.CANCELLED,
}


def of_person(person: Person) -> list[Happening]:
    """What they help with, what they organise, what they borrow and lend."""
    since = timezone.now() - timedelta(days=BACK)
    found = {
        listing.pk: happening
        for listing in _promised(person, since)
        if (happening := of_listing(listing, person))
    }
    return [*found.values(), *_loans(person, since)]


def _promised(person: Person, since: datetime) -> Iterable[Listing]:
    helps = Q(responses__helper=person, responses__state__in=[ResponseState.ACCEPTED, ResponseState.DONE])
    called_off = Q(
        responses__helper=person, responses__state=ResponseState.RELEASED, state=ListingState.CANCELLED
    )
    organises = Q(author=person, kind=Listing.Kind.TASK, plan__isnull=False)
    listings = Listing.objects.filter(helps | called_off | organises, state__in=TELLING, home="")
    recent = Q(plan__starts_at__gte=since) | Q(plan=None, needs_by__gte=timezone.localdate(since))
    return listings.filter(recent).select_related("plan", "neighbourhood").distinct().order_by("pk")[:500]


def of_listing(listing: Listing, person: Person | None = None) -> Happening | None:
    """None for what has no day. What only mediators read is called by no title."""
    plan = getattr(listing, "plan", None)
    starts: date | datetime | None = there(plan.starts_at) if plan else listing.needs_by
    if starts is None:
        return None
    ends = there(plan.ends_at) if plan else starts + timedelta(days=1)
    hidden = listing.visibility == Listing.Visibility.MEDIATORS
    return Happening(
        uid=f"listing-{listing.uid}",
        title=gettext("Mutual aid") if hidden else listing.title,
        starts=starts,
        ends=ends,
        where="" if hidden else listing.where_text,
        path=listing.get_absolute_url(),
        sequence=listing.last_seq,
        changed=listing.changed,
        is_cancelled=listing.state == ListingState.CANCELLED,
    )


def _loans(person: Person, since: datetime) -> list[Happening]:
    """A day to fetch and a day to bring back. What was only asked for is no promise yet."""
    promised = [LoanState.RESERVED, LoanState.HANDED_OVER]
    agreed = Q(state__in=promised) | Q(state=LoanState.CANCELLED, closed_at__gte=since)
    loans = Reservation.objects.concerning(person).filter(agreed, ends_on__gte=timezone.localdate(since))
    kept = set(Item.objects.kept_by(person).values_list("pk", flat=True))
    found = []
    for loan in loans.select_related("item__neighbourhood").distinct().order_by("pk")[:500]:
        lends = loan.item_id in kept
        out = gettext("To hand over: %(title)s") if lends else gettext("To fetch: %(title)s")
        back = gettext("Comes back: %(title)s") if lends else gettext("To bring back: %(title)s")
        found += [_day(loan, "out", loan.starts_on, out), _day(loan, "back", loan.ends_on, back)]
    return found


def _day(loan: Reservation, what: str, day: date, words: str) -> Happening:
    where = loan.item.neighbourhood
    return Happening(
        uid=f"loan-{loan.pk}-{what}",
        title=words % {"title": loan.item.title},
        starts=day,
        ends=day + timedelta(days=1),
        where=where.name if where else "",
        path=loan.get_absolute_url(),
        sequence=loan.last_seq,
        changed=loan.changed,
        is_cancelled=loan.state == LoanState.CANCELLED,
    )
