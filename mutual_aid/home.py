"""What the board shows on pages of the ground: the home page, a neighbourhood's page."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base import sections
from commons.communities import home
from commons.people.models import Person
from commons.people.permissions import is_mediator
from commons.places.models import Neighbourhood
from commons.places.neighbourhoods import neighbourhoods
from mutual_aid.at_desk import without_answer
from mutual_aid.models import DeskCase, Listing, Response
from mutual_aid.states import ListingState, ResponseState
from mutual_aid.suggesting import profile_of, suggestions_for

FEW = 4


def help_wanted(person: Person | None, about: Any) -> dict[str, Any] | None:
    """What people ask for today; always there, since asking is what is hardest."""
    wanted = Listing.objects.public().filter(kind__in=[Listing.Kind.REQUEST, Listing.Kind.TASK])
    return {"listings": list(wanted.newest_open_first().select_related("neighbourhood")[:FEW])}


def near(person: Person, about: Any) -> dict[str, Any] | None:
    """Open listings of one's own neighbourhood, not one's own."""
    if person.neighbourhood_id is None:
        return None
    return _open_in(person.neighbourhood_id, person)


def could_help(person: Person, about: Any) -> dict[str, Any] | None:
    """Where they could help, with the reasons; nothing for who has not said what they can do."""
    places = neighbourhoods()
    profile = profile_of(person, places)
    found = suggestions_for(profile, places) if profile else []
    return {"suggestions": found} if found else None


def in_neighbourhood(person: Person | None, about: Neighbourhood) -> dict[str, Any] | None:
    """With the poster, even when there is little on it: it is there to be pinned up."""
    return {**(_open_in(about.pk, person) or {"listings": []}), "poster_of": about}


def _open_in(neighbourhood_id: int, person: Person | None) -> dict[str, Any] | None:
    found = Listing.objects.readable_by(person).filter(
        neighbourhood=neighbourhood_id, state=ListingState.OPEN
    )
    if person is not None:
        found = found.exclude(author=person)
    listings = list(found.newest_open_first().select_related("neighbourhood")[:FEW])
    return {"listings": listings} if listings else None


def answers_waiting(person: Person, about: Any) -> dict[str, Any] | None:
    """Proposals that one has to answer."""
    waiting = Response.objects.filter(listing__author=person, state=ResponseState.PROPOSED)
    waiting = waiting.filter(listing__state=ListingState.OPEN).select_related("listing", "helper")
    responses = list(waiting.order_by("-created")[:FEW])
    return {"responses": responses} if responses else None


def on_the_desk(person: Person, about: Any) -> dict[str, Any] | None:
    """For mediators: how many requests nobody has answered, and what they wanted to come back to."""
    if not is_mediator(person):
        return None
    due = DeskCase.objects.filter(keeper=person, follow_up_on__lte=timezone.localdate()).count()
    return {"waiting": without_answer(person).count(), "due": due}


def register() -> None:
    home.register("the desk", 20, on_the_desk, "mutual_aid/_home_desk.html", place=home.WAITING)
    home.register("mutual aid", 10, help_wanted, "mutual_aid/_home_now.html")
    home.register("mutual aid", 10, answers_waiting, "mutual_aid/_home_waiting.html", place=home.WAITING)
    home.register("mutual aid", 10, near, "mutual_aid/_home_near.html", place=home.NEAR)
    home.register("what you could do", 5, could_help, "mutual_aid/_home_could.html", place=home.NEAR)
    home.register_verb(10, _("Ask for help"), lambda: reverse("mutual_aid:ask"), icon="hand-raised")
    home.register_verb(20, _("Offer my help"), lambda: reverse("mutual_aid:offer"), icon="lifebuoy")
    sections.register("neighbourhood", "mutual aid", 10, in_neighbourhood, "mutual_aid/_home_near.html")
