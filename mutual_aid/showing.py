"""What the page of a listing shows to whom: gathered here so that the template decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from commons.base.rules import sentences
from commons.base.text import scams_in
from commons.mandates.showing import hand_of
from commons.moderation.models import Decision
from commons.moderation.permissions import asked_already, may_appeal
from commons.people.models import Person
from commons.people.permissions import is_mediator, is_moderator
from mutual_aid.deadlines import SILENCE
from mutual_aid.declining import said
from mutual_aid.models import Consent, IncidentNote, Listing, PlaceGrant, Response, Thanks, Transition
from mutual_aid.permissions import (
    actors_on_listing,
    may_be_accepted,
    may_decide,
    may_propose_help,
    may_read_body,
    may_revise_listing,
    may_see_meeting_place,
    steps_on_listing,
    steps_on_response,
)
from mutual_aid.states import Actor, ListingState, ResponseState
from mutual_aid.wordings import Purpose


@dataclass(frozen=True)
class Face:
    """A proposal as one of its two sides sees it."""

    response: Response
    is_mine: bool
    other: Person | None
    steps: set[str]
    may_confirm: bool
    may_thank: bool
    thanks: list[Thanks]
    reason: str  # of the last no, as it was said
    may_accept: bool
    cautions: list[str]  # what the reader should think about before answering
    note: IncidentNote | None  # that it did not take place, when it concerns this reader
    may_block: bool


def faces(person: Person, responses: Iterable[Response]) -> list[Face]:
    shown = list(responses)
    reasons = _reasons(shown)
    return [_face(person, response, reasons.get(response.pk, "")) for response in shown]


def _reasons(responses: list[Response]) -> dict[int, str]:
    """Why something was declined or called off, for the two whom it concerns."""
    over = [row.pk for row in responses if row.state in (ResponseState.DECLINED, ResponseState.RELEASED)]
    if not over:
        return {}
    kind = ContentType.objects.get_for_model(Response)
    steps = Transition.objects.filter(about_type=kind, about_id__in=over).exclude(reason="").order_by("pk")
    return {step.about_id: said(step.reason) for step in steps if step.name in _NOES}


def _face(person: Person, response: Response, reason: str) -> Face:
    at_desk = response.helper_id is None and not may_decide(person, response.listing)
    mine = response.helper_id == person.pk or at_desk
    told, untold = response.done_by_author_at, response.done_by_helper_at
    if not mine:
        told, untold = untold, told
    fresh = told is not None and untold is None and timezone.now() < told + SILENCE
    thanks = list(response.thanks.all())
    hosts, other = may_decide(person, response.listing), response.listing.author if mine else response.helper
    thanked = any(row.by_id == person.pk for row in thanks)
    return Face(
        response=response,
        is_mine=mine,
        other=other,
        steps=steps_on_response(person, response),
        may_confirm=response.state == ResponseState.DONE and fresh,
        may_thank=response.state == ResponseState.DONE and not thanked and (mine or hosts),
        thanks=thanks,
        reason=reason,
        may_accept=may_be_accepted(response, by=person),
        cautions=[] if mine else sentences(scams_in(response.message)),
        note=next((note for note in response.incidents.all() if note.about_id == person.pk), None),
        may_block=other is not None and other != person and (mine or hosts),
    )


def what_is_shown(person: Person | None, listing: Listing) -> dict[str, Any]:
    """The context of the page. A visitor's holds the summary only, and costs no further query."""
    if person is None:
        return {"listing": listing, "is_visitor": True}
    responses = (
        listing.responses.readable_by(person)
        .select_related("helper", "neighbour")
        .prefetch_related("thanks__by", "incidents")
    )
    shown = faces(person, [_with(listing, response) for response in responses.order_by("created")])
    place = getattr(listing, "meeting_place", None) if may_see_meeting_place(person, listing) else None
    return {
        "listing": listing,
        "shows_body": may_read_body(person, listing),
        "consent": standing_consent(person, listing),
        "hand": hand_of(listing, listing.author),
        "is_host": may_decide(person, listing),
        "is_author": Actor.AUTHOR in actors_on_listing(person, listing),
        "faces": shown,
        "steps": steps_on_listing(person, listing) if listing.is_local else set(),
        "may_revise": may_revise_listing(person, listing),
        "may_propose": may_propose_help(person, listing)
        and not any(face.response.state in _LIVING for face in shown),
        "place": place.text if place else "",
        "grants": _let_in(person, listing) if place and may_decide(person, listing) else [],
        "first_time": _first_acceptance(person, shown),
        "public_thanks": Thanks.objects.shown().filter(response__listing=listing).select_related("by"),
        "moderators_reason": _reason(person, listing),
        **_decided(person, listing),
        "is_moderator": is_moderator(person),
        "states": ListingState,
    }


def standing_consent(person: Person, listing: Listing) -> Consent | None:
    """What the person agreed to, for mediators alone."""
    if not listing.on_behalf_of_alias or not is_mediator(person):
        return None
    standing = listing.consents.standing().filter(purpose=Purpose.POSTING)
    return standing.select_related("wording", "by").first()


def _let_in(person: Person, listing: Listing) -> list[PlaceGrant]:
    """Who could read where to meet, and until when: for its hosts."""
    grants = PlaceGrant.objects.filter(response__in=listing.responses.readable_by(person))
    return list(grants.select_related("response__helper").order_by("granted_at"))


_TELLS = {
    ListingState.HIDDEN: Decision.Kind.HIDDEN,
    ListingState.DRAFT: Decision.Kind.REFUSED,
    ListingState.PENDING: Decision.Kind.HELD,
}


def _decided(person: Person, listing: Listing) -> dict[str, Any]:
    """The rule under which it does not appear, and whether its author may have it looked at again."""
    kind = _TELLS.get(ListingState(listing.state))
    if kind is None or not actors_on_listing(person, listing):
        return {}
    decision = Decision.objects.about_thing(listing).filter(kind=kind).last()
    if decision is None:
        return {}
    decision.about = listing
    asked = asked_already(decision) and listing.author_id == person.pk
    return {"decision": decision, "may_appeal": may_appeal(person, decision), "appealed": asked}


_NOES = {"decline", "release_by_helper", "release_by_author"}
_LIVING = {ResponseState.PROPOSED, ResponseState.ACCEPTED, ResponseState.DONE}


def _with(listing: Listing, response: Response) -> Response:
    response.listing = listing
    return response


def _first_acceptance(person: Person, shown: list[Face]) -> bool:
    """Somebody meets a neighbour through the board for the first time: the safety card stands open."""
    if not any(face.response.state == ResponseState.ACCEPTED for face in shown):
        return False
    met = [ResponseState.ACCEPTED, ResponseState.DONE]
    helped = Response.objects.filter(state__in=met, helper=person).count()
    return helped + Response.objects.filter(state__in=met, listing__author=person).count() <= 1


def _reason(person: Person, listing: Listing) -> str:
    """Why a moderator hid or gave back a listing: for its author and for moderators."""
    if listing.state not in (ListingState.HIDDEN, ListingState.DRAFT) or not actors_on_listing(
        person, listing
    ):
        return ""
    kind = ContentType.objects.get_for_model(Listing)
    steps = Transition.objects.filter(about_type=kind, about_id=listing.pk, name__in=["hide", "refuse"])
    last = steps.order_by("-pk").first()
    return last.reason if last else ""
