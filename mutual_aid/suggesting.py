"""Who could help with a listing: the rows behind `matching`."""

from collections.abc import Mapping

from django.utils import timezone

from commons.people.models import Person
from mutual_aid.availability import Part
from mutual_aid.categories import category_named
from mutual_aid.matching import Reasons, Wanted, reasons, who_could_help
from mutual_aid.models import HelperProfile, Listing
from mutual_aid.nearness import Spot

MOST_LOOKED_AT = 2_000


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
    listing: Listing, *, asked: Mapping[int, int] | None = None
) -> list[tuple[HelperProfile, Reasons]]:
    """For mediators: those who said that they do such things, each with the reasons in words. Two queries.

    `asked` says how often each person was asked in the last seven days, by their key.
    """
    found = HelperProfile.objects.for_listing(listing).prefetch_related("skills")[:MOST_LOOKED_AT]
    profiles = {profile.person_id: profile for profile in found}
    people = [profile.willing for profile in profiles.values()]
    matched = who_could_help(wanted_of(listing), people, today=timezone.localdate(), asked=asked)
    return [(profiles[willing.person], why) for willing, why in matched]


def why_asked(listing: Listing, person: Person) -> str:
    """ "you said gardening, same neighbourhood": what a person who was asked reads."""
    profile = HelperProfile.objects.filter(person=person).select_related("person__neighbourhood").first()
    why = reasons(wanted_of(listing), profile.willing, timezone.localdate()) if profile else None
    return why.for_them if why else ""
