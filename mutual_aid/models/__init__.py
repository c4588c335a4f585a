"""Listings, responses, meeting places, thanks, what people can do, and the record of every transition."""

from mutual_aid.models.consents import Consent, ConsentText
from mutual_aid.models.helpers import HelperProfile, HelperProfileQuerySet, HelperSkill
from mutual_aid.models.items import Item, ItemQuerySet
from mutual_aid.models.listings import Listing, ListingQuerySet, MeetingPlace
from mutual_aid.models.places import PlaceGrant
from mutual_aid.models.record import Transition
from mutual_aid.models.reservations import Condition, Reservation, ReservationQuerySet
from mutual_aid.models.responses import Response, ResponseQuerySet, Thanks

__all__ = [
    "Condition",
    "Consent",
    "ConsentText",
    "HelperProfile",
    "HelperProfileQuerySet",
    "HelperSkill",
    "Item",
    "ItemQuerySet",
    "Listing",
    "ListingQuerySet",
    "MeetingPlace",
    "PlaceGrant",
    "Reservation",
    "ReservationQuerySet",
    "Response",
    "ResponseQuerySet",
    "Thanks",
    "Transition",
]
