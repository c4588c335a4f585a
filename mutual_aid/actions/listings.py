"""Writing a listing, and changing what it says."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, Refused
from commons.base.rules import Rule, sentences
from commons.conversations.rendering import post_html
from commons.people.models import Person
from commons.people.permissions import is_trusted
from commons.places.models import Neighbourhood
from mutual_aid.actions.agreements import Agreement, check_agreement, keep_consent
from mutual_aid.actions.board import the_board
from mutual_aid.actions.capacity import settle
from mutual_aid.actions.lives import submit_listing
from mutual_aid.actions.moves import announce, locked
from mutual_aid.availability import Part
from mutual_aid.categories import category_named
from mutual_aid.deadlines import as_day
from mutual_aid.models import Listing, ListingWord, MeetingPlace
from mutual_aid.permissions import may_post_for_somebody, may_post_listing, may_revise_listing
from mutual_aid.reviewing import words_met
from mutual_aid.states import SHOWN, ListingState
from mutual_aid.verbs import Verb
from mutual_aid.wordings import Purpose

LONGEST_PLACE = 500


@transaction.atomic
def post_listing(
    *,
    by: Person,
    kind: str,
    title: str,
    body: str,
    category: str,
    neighbourhood: Neighbourhood | None,
    needs_by: date | datetime | None = None,
    part_of_day: str = "",
    helpers_needed: int = 1,
    visibility: str = "public",
    share: bool = False,
    standing: bool = False,
    meeting_place: str = "",
    alias: str = "",
    consent: Agreement | None = None,
    client_key: UUID | None = None,
    as_draft: bool = False,
) -> Listing:
    """Put something on the board, or before a moderator, or aside as a draft.

    The same `client_key` again gives the same listing. `alias` and `consent` are for a mediator who writes
    for somebody else. More than seven parameters: they are the fields of the form, and each has its name.
    """
    if not may_post_listing(by) or (alias and not may_post_for_somebody(by)):
        raise MayNot
    if client_key and (posted := Listing.objects.filter(author=by, client_key=client_key).first()):
        return posted
    listing = Listing(board=the_board(), author=by, kind=Listing.Kind(kind), client_key=client_key)
    words: dict[str, Any] = {
        "title": title,
        "body": body,
        "category": category,
        "alias": alias,
    }
    circle: dict[str, Any] = {
        "visibility": visibility,
        "share": share,
        "helpers_needed": helpers_needed,
        "standing": standing,
    }
    when: dict[str, Any] = {"needs_by": needs_by, "part_of_day": part_of_day}
    _fill(listing, by=by, neighbourhood=neighbourhood, **when, **words, **circle)
    listing.save()
    ListingWord.objects.write(listing)
    _keep_agreement(listing, consent, by=by)
    _keep_meeting_place(listing, meeting_place)
    if as_draft:
        announce(Verb.LISTING_DRAFTED, by=by, listing=listing, public=False)
        return listing
    return submit_listing(listing, by=by)


@transaction.atomic
def revise_listing(listing: Listing, *, by: Person, **fields: Any) -> Listing:
    """Change what a listing says; `fields` are named as in `post_listing`, and those left out stay."""
    listing = locked(listing)
    if not may_revise_listing(by, listing) or (fields.get("alias") and not may_post_for_somebody(by)):
        raise MayNot
    was_public = listing.visibility == Listing.Visibility.PUBLIC and listing.state in SHOWN
    place, consent = fields.pop("meeting_place", None), fields.pop("consent", None)
    if "kind" in fields:
        listing.kind = Listing.Kind(fields.pop("kind"))
    met_before = words_met(f"{listing.title}\n{listing.body}", by=by)
    _fill(listing, by=by, **{**_fields_of(listing), **fields})
    _check_words(listing, by, met_before)
    listing.save()
    ListingWord.objects.write(listing)
    _keep_agreement(listing, consent, by=by)
    if place is not None:
        _keep_meeting_place(listing, place)
    public = was_public and listing.visibility == Listing.Visibility.PUBLIC
    verb = Verb.LISTING_DRAFTED if listing.state == ListingState.DRAFT else Verb.LISTING_REVISED
    announce(verb, by=by, listing=listing, public=public, was_public=was_public)
    settle(listing)
    return listing


def _check_words(listing: Listing, by: Person, met_before: list[str]) -> None:
    """What is on the board already cannot become what a moderator would have read first."""
    if listing.state not in SHOWN or listing.visibility == Listing.Visibility.MEDIATORS or is_trusted(by):
        return
    met = set(words_met(f"{listing.title}\n{listing.body}", by=by)) - {*met_before, Rule.CONTACT}
    if met:
        said = " ".join([*sentences(sorted(met)), _("Please take it out: nothing was changed.")])
        raise Refused(said, field="title" if met & set(words_met(listing.title, by=by)) else "body")


def _fields_of(listing: Listing) -> dict[str, Any]:
    names = [
        "title",
        "body",
        "category",
        "neighbourhood",
        "needs_by",
        "part_of_day",
        "helpers_needed",
        "visibility",
        "share",
        "standing",
    ]
    kept = {name: getattr(listing, name) for name in names}
    return {**kept, "alias": listing.on_behalf_of_alias}


def _fill(
    listing: Listing,
    *,
    by: Person,
    title: str,
    body: str,
    category: str,
    alias: str,
    neighbourhood: Neighbourhood | None,
    needs_by: date | datetime | None,
    part_of_day: str,
    visibility: str,
    share: bool,
    helpers_needed: int,
    standing: bool,
) -> None:
    """Write the fields into the row; the place is a neighbourhood and its cell, whatever was sent."""
    if not title.strip():
        raise Refused(_("A title is missing."), field="title")
    listing.title, listing.body, listing.html = title.strip()[:120], body, post_html(body)
    listing.category = category_named(category)
    listing.neighbourhood, listing.cell = neighbourhood, neighbourhood.cell if neighbourhood else ""
    listing.needs_by = as_day(needs_by)
    listing.part_of_day = Part(part_of_day) if part_of_day else ""
    # What somebody asks for ends; only what is offered or lent may stand for years.
    listing.standing = standing and listing.kind in (Listing.Kind.OFFER, Listing.Kind.LOAN)
    for name, moment in listing.fresh_end(listing.needs_by).items():
        setattr(listing, name, moment)
    listing.visibility, listing.share = Listing.Visibility(visibility), bool(share)
    listing.helpers_needed = max(1, min(99, helpers_needed))
    listing.on_behalf_of_alias = alias.strip()[:60]
    if alias and listing.mediator is None:
        listing.mediator = by


def _keep_agreement(listing: Listing, consent: Agreement | None, *, by: Person) -> None:
    """Whoever is written for has agreed: now, or when it was first written."""
    if listing.on_behalf_of_alias and consent:
        keep_consent(listing, Purpose.POSTING, consent, by=by)
    check_agreement(listing)


def _keep_meeting_place(listing: Listing, words: str) -> None:
    if not words.strip():
        MeetingPlace.objects.filter(listing=listing).delete()
        return
    place = MeetingPlace.objects.filter(listing=listing).first() or MeetingPlace(listing=listing)
    place.text = words.strip()[:LONGEST_PLACE]
    place.save()
