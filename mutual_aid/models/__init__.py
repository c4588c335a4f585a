"""Listings, responses, meeting places, thanks, and the record of every transition."""

from mutual_aid.models.listings import Listing, ListingQuerySet, MeetingPlace
from mutual_aid.models.record import Transition
from mutual_aid.models.responses import Response, ResponseQuerySet, Thanks

__all__ = [
    "Listing",
    "ListingQuerySet",
    "MeetingPlace",
    "Response",
    "ResponseQuerySet",
    "Thanks",
    "Transition",
]
