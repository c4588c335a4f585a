"""What can happen on the mutual-aid board."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    LISTING_DRAFTED = "mutual_aid.listing_drafted", _("kept a draft for the mutual-aid board")
    LISTING_SUBMITTED = "mutual_aid.listing_submitted", _("wrote something that waits for a moderator")
    LISTING_POSTED = "mutual_aid.listing_posted", _("wrote on the mutual-aid board")
    LISTING_APPROVED = "mutual_aid.listing_approved", _("let something appear on the mutual-aid board")
    LISTING_REFUSED = "mutual_aid.listing_refused", _("gave something back to its author, to be changed")
    LISTING_REVISED = "mutual_aid.listing_revised", _("changed what was written on the mutual-aid board")
    LISTING_COVERED = "mutual_aid.listing_covered", _("enough people have been found")
    LISTING_UNCOVERED = "mutual_aid.listing_uncovered", _("a place is free again")
    LISTING_COMPLETED = "mutual_aid.listing_completed", _("it is done")
    LISTING_CANCELLED = "mutual_aid.listing_cancelled", _("took something off the mutual-aid board")
    LISTING_EXPIRED = "mutual_aid.listing_expired", _("its time has run out")
    LISTING_RENEWED = "mutual_aid.listing_renewed", _("put something on the mutual-aid board again")
    LISTING_REOPENED = "mutual_aid.listing_reopened", _("opened something again on the mutual-aid board")
    LISTING_PAUSED = "mutual_aid.listing_paused", _("put something aside for a while")
    LISTING_RESUMED = "mutual_aid.listing_resumed", _("put something back on the mutual-aid board")
    LISTING_HIDDEN = "mutual_aid.listing_hidden", _("hid something from the mutual-aid board")
    LISTING_UNHIDDEN = "mutual_aid.listing_unhidden", _("showed something again on the mutual-aid board")
    LISTING_ERASED = "mutual_aid.listing_erased", _("its words were erased, as promised")
    LISTING_MIRRORED = "mutual_aid.listing_mirrored", _("wrote on the board of a neighbouring town")
    HELP_PROPOSED = "mutual_aid.help_proposed", _("proposed to help")
    HELP_WITHDRAWN = "mutual_aid.help_withdrawn", _("took back a proposal to help")
    HELP_ACCEPTED = "mutual_aid.help_accepted", _("accepted a proposal")
    HELP_DECLINED = "mutual_aid.help_declined", _("thanked for a proposal and chose otherwise")
    HELP_LAPSED = "mutual_aid.help_lapsed", _("a proposal had no answer in time")
    HELP_RELEASED = "mutual_aid.help_released", _("called off what was agreed")
    HELP_DONE = "mutual_aid.help_done", _("said that the help was given")
    HELP_CONFIRMED = "mutual_aid.help_confirmed", _("confirmed that the help was given")
    HELP_NOT_DONE = "mutual_aid.help_not_done", _("said that the help did not take place")
    HELP_THANKED = "mutual_aid.help_thanked", _("said thank you")
    HELPER_DESCRIBED = "mutual_aid.helper_described", _("said what they can do for others")
    HELPER_FORGOTTEN = "mutual_aid.helper_forgotten", _("took back what they can do for others")
    ANSWER_FROM_ELSEWHERE = "mutual_aid.answer_from_elsewhere", _("answered your proposal from another town")
