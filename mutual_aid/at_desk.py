"""What lies on the mediators' desk: the rows behind its pages."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from commons.people.models import Person
from commons.places.neighbourhoods import neighbourhoods
from mutual_aid.matching import Reasons
from mutual_aid.models import HandOver, HelperProfile, Listing, ListingQuerySet, Neighbour, Nudge
from mutual_aid.models.desk import A_WEEK
from mutual_aid.states import ACTIVE, ListingState
from mutual_aid.suggesting import helpers_for

MOST = 50
FEW = 5  # who could be asked: no list of people beyond what is needed
NEEDS = [Listing.Kind.REQUEST, Listing.Kind.TASK]


def at_desk(person: Person) -> ListingQuerySet:
    """What a mediator may look after: what they may read, and what is in their hands already."""
    readable = Listing.objects.readable_by(person).values("pk")
    here = Listing.objects.local().filter(Q(pk__in=readable) | Q(desk_case__keeper=person))
    return here.exclude(state__in=[ListingState.DRAFT, ListingState.ARCHIVED])


def age_words(moment: datetime) -> str:
    """ "for 3 days". The desk is never stored, so it may speak of today."""
    days = (timezone.localdate() - timezone.localtime(moment).date()).days
    if days < 1:
        return gettext("since today")
    if days < 14:
        return ngettext("since yesterday", "for %(n)d days", days) % {"n": days}
    return gettext("for %(n)d weeks") % {"n": days // 7}


@dataclass(frozen=True)
class Line:
    """A listing as the desk lists it."""

    listing: Listing
    age: str
    keeper: Person | None
    is_mine: bool
    is_discreet: bool


def _lines(person: Person, rows: ListingQuerySet) -> list[Line]:
    found = rows.select_related("neighbourhood", "desk_case__keeper")[:MOST]
    return [_line(person, listing) for listing in found]


def _line(person: Person, listing: Listing) -> Line:
    case = getattr(listing, "desk_case", None)
    keeper = case.keeper if case else None
    return Line(
        listing=listing,
        age=age_words(listing.created),
        keeper=keeper,
        is_mine=keeper is not None and keeper.pk == person.pk,
        is_discreet=listing.visibility == Listing.Visibility.MEDIATORS,
    )


def on_the_desk(person: Person) -> dict[str, Any]:
    """The page, the most pressing first."""
    mine = at_desk(person).filter(desk_case__keeper=person, state__in=_LIVING)
    follow_ups = at_desk(person).filter(desk_case__follow_up_on__isnull=False)
    hand_overs = HandOver.objects.filter(closed_at=None, listing__in=at_desk(person).values("pk"))
    return {
        "waiting": _lines(person, without_answer(person)),
        "mine": _lines(person, mine.order_by("created")),
        "follow_ups": follow_ups.select_related("desk_case__keeper").order_by("desk_case__follow_up_on")[
            :MOST
        ],
        "hand_overs": hand_overs.select_related("listing", "service").order_by("follow_up_on")[:MOST],
        "neighbours": answered_here(),
        "neighbourhoods": neighbourhoods(),
    }


def answered_here() -> list[Neighbour]:
    """What neighbours proposed through the desk, while it is under way: what was said must be told to them."""
    under_way = Neighbour.objects.filter(response__state__in=ACTIVE)
    return list(
        under_way.select_related("response__listing", "consent__by", "consent__wording").order_by(
            "response__created"
        )[:MOST]
    )


_LIVING = [ListingState.OPEN, ListingState.COVERED, ListingState.PAUSED]


def without_answer(person: Person) -> ListingQuerySet:
    """Open, and nobody has answered; those for mediators only among them. The oldest first."""
    needs = at_desk(person).filter(kind__in=NEEDS, state=ListingState.OPEN)
    return needs.exclude(responses__state__in=ACTIVE).order_by("created")


@dataclass(frozen=True)
class Askable:
    """Somebody who could be asked, and why them."""

    profile: HelperProfile
    reasons: Reasons


def who_could_be_asked(listing: Listing) -> list[Askable]:
    """A few at a time; nobody who was asked about it, nor who was asked twice this week."""
    if listing.state != ListingState.OPEN or listing.visibility == Listing.Visibility.MEDIATORS:
        return []
    lately = Nudge.objects.filter(at__gt=timezone.now() - A_WEEK).values_list("person", flat=True)
    return [Askable(profile, why) for profile, why in helpers_for(listing, asked=Counter(lately), most=FEW)]
