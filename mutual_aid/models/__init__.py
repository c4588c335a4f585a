"""Listings, responses, meeting places, thanks, what people can do, and the record of every transition."""

from mutual_aid.models.adults import AdultDeclaration
from mutual_aid.models.calendars import CalendarAddress
from mutual_aid.models.codes import Neighbour, ShortCode
from mutual_aid.models.consents import Consent, ConsentText
from mutual_aid.models.desk import Call, DeskCase, Nudge
from mutual_aid.models.helpers import HelperProfile, HelperProfileQuerySet, HelperSkill
from mutual_aid.models.incidents import IncidentNote
from mutual_aid.models.items import Item, ItemQuerySet
from mutual_aid.models.listings import Listing, ListingQuerySet, MeetingPlace
from mutual_aid.models.places import PlaceGrant
from mutual_aid.models.record import Transition
from mutual_aid.models.reservations import Condition, Reservation, ReservationQuerySet
from mutual_aid.models.responses import Response, ResponseQuerySet, Thanks, ThanksReminder
from mutual_aid.models.saved_alerts import SavedAlert, SavedAlertQuerySet
from mutual_aid.models.series import Series, SeriesQuerySet
from mutual_aid.models.services import HandOver, Service
from mutual_aid.models.slots import Slot, TaskPlan
from mutual_aid.models.words import ListingWord, ListingWordQuerySet

__all__ = [
    "AdultDeclaration",
    "CalendarAddress",
    "Call",
    "Condition",
    "Consent",
    "ConsentText",
    "DeskCase",
    "HandOver",
    "HelperProfile",
    "HelperProfileQuerySet",
    "HelperSkill",
    "IncidentNote",
    "Item",
    "ItemQuerySet",
    "Listing",
    "ListingQuerySet",
    "ListingWord",
    "ListingWordQuerySet",
    "MeetingPlace",
    "Neighbour",
    "Nudge",
    "PlaceGrant",
    "Reservation",
    "ReservationQuerySet",
    "Response",
    "ResponseQuerySet",
    "SavedAlert",
    "SavedAlertQuerySet",
    "Series",
    "SeriesQuerySet",
    "Service",
    "ShortCode",
    "Slot",
    "TaskPlan",
    "Thanks",
    "ThanksReminder",
    "Transition",
]
