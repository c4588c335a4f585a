"""Listings, responses, meeting places, thanks, what people can do, and the record of every transition."""

from mutual_aid.models.consents import Consent, ConsentText
from mutual_aid.models.helpers import HelperProfile, HelperProfileQuerySet, HelperSkill
from mutual_aid.models.listings import Listing, ListingQuerySet, MeetingPlace
from mutual_aid.models.places import PlaceGrant
from mutual_aid.models.record import Transition
from mutual_aid.models.responses import Response, ResponseQuerySet, Thanks

__all__ = [
    "Consent",
    "ConsentText",
    "HelperProfile",
    "HelperProfileQuerySet",
    "HelperSkill",
    "Listing",
    "ListingQuerySet",
    "MeetingPlace",
    "PlaceGrant",
    "Response",
    "ResponseQuerySet",
    "Thanks",
    "Transition",
]
