"""Who could help with a listing, and what somebody could do: the rows behind `matching`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import NamedTuple

from django.utils import timezone

from commons.people.models import Person
from commons.people.permissions import is_trusted
from commons.places.models import Neighbourhood
from mutual_aid.availability import Part
from mutual_aid.categories import category_named
from mutual_aid.finding import could_be_done_by
from mutual_aid.matching import Reasons, Wanted, reasons, what_could_be_done, who_could_help
from mutual_aid.models import HelperProfile, HelperSkill, Listing
from mutual_aid.nearness import Spot

MOST_LOOKED_AT = 2_000
MOST_NAMED = 50
MOST_WEIGHED = 30
MOST_SUGGESTED = 3


def wanted_of(listing: Listing) -> Wanted:
    """What a listing asks for, without a query."""
    return Wanted(
        key=listing.pk,
        category=category_named(listing.category),
        spot=Spot(listing.neighbourhood_id, listing.cell),
        day=listing.needs_by,
        part=Part(listing.part_of_day) if listing.part_of_day else None,
        on_day=listing.kind == Listing.Kind.TASK,
    )


def helpers_for(
    listing: Listing, *, asked: Mapping[int, int] | None = None, most: int = MOST_NAMED
) -> list[tuple[HelperProfile, Reasons]]:
    """For mediators: those who said that they do such things, each with the reasons in words. Two queries.

    `asked` says how often each person was asked in the last seven days, by their key. Rows are read of those alone
    who are named in the end.
    """
    wanted = wanted_of(listing)
    people = HelperProfile.objects.for_listing(listing)[:MOST_LOOKED_AT].willing_to(wanted.category)
    matched = who_could_help(wanted, people, today=timezone.localdate(), asked=asked)[:most]
    named = HelperProfile.objects.select_related("person__neighbourhood")
    profiles = named.in_bulk([willing.person for willing, _why in matched])
    return [(profiles[willing.person], why) for willing, why in matched]


def why_asked(listing: Listing, person: Person) -> str:
    """ "you said gardening, same neighbourhood": what a person who was asked reads."""
    profile = HelperProfile.objects.filter(person=person).select_related("person__neighbourhood").first()
    why = reasons(wanted_of(listing), profile.willing, timezone.localdate()) if profile else None
    return why.for_them if why else ""


class Suggestion(NamedTuple):
    """A listing that somebody could answer, and why, in words."""

    listing: Listing
    why: str


def profile_of(person: Person | None, places: Sequence[Neighbourhood]) -> HelperProfile | None:
    """What they said they can do, with everything that `willing` reads, in one query; None when nothing was said."""
    if person is None or not person.is_local:
        return None
    skills = list(HelperSkill.objects.filter(profile=person.pk).select_related("profile"))
    if not skills:
        return None
    profile = skills[0].profile
    person.neighbourhood = next((place for place in places if place.pk == person.neighbourhood_id), None)
    profile.person = person
    profile._prefetched_objects_cache = {"skills": skills}  # type: ignore[attr-defined]  # as prefetch_related does
    return profile


def suggestions_for(
    profile: HelperProfile, places: Sequence[Neighbourhood], most: int = MOST_SUGGESTED
) -> list[Suggestion]:
    """The newest things that this person could do, in an order that stays for the day. One query."""
    person, today = profile.person, timezone.localdate()
    willing = profile.willing
    if willing.is_paused(today):
        return []
    if not is_trusted(person):
        willing = replace(willing, categories=frozenset(c for c in willing.categories if not c.needs_trusted))
    found = could_be_done_by(Listing.objects.on_board().readable_by(person), willing, places)
    found = found.exclude(responses__helper=person).exclude(pk__in=profile.put_aside).order_by("-created")
    listings = {listing.pk: listing for listing in found.select_related("neighbourhood")[:MOST_WEIGHED]}
    lot = Random(f"{person.pk}.{today}")  # noqa: S311 (an order, no secret)
    wanted = [wanted_of(listing) for listing in listings.values()]
    matched = what_could_be_done(willing, wanted, today=today, lot=lot)[:most]
    return [Suggestion(listings[one.key], why.for_them) for one, why in matched]
