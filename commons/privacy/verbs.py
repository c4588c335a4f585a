"""What can happen around people's own data. Nothing of it is public."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    TAKEAWAY_ASKED = "privacy.takeaway_asked", _("asked for everything that is kept of them")
    TAKEAWAY_READY = "privacy.takeaway_ready", _("prepared what somebody takes away")
    ARRIVAL_BEGUN = "privacy.arrival_begun", _("brought a file from elsewhere")
    ARRIVAL_ENDED = "privacy.arrival_ended", _("read a file from elsewhere")
    REQUEST_SENT = "privacy.request_sent", _("asked the data officer")
    REQUEST_EXTENDED = "privacy.request_extended", _("needs more time for a request")
    REQUEST_ANSWERED = "privacy.request_answered", _("answered a request")
    PURPOSE_OBJECTED = "privacy.purpose_objected", _("objected to a use of their data")
    OBJECTION_ENDED = "privacy.objection_ended", _("took an objection back")
    INCIDENT_NOTED = "privacy.incident_noted", _("noted an incident")
    INCIDENT_REVISED = "privacy.incident_revised", _("wrote on about an incident")
    SUBCONTRACTOR_NOTED = "privacy.subcontractor_noted", _("noted who works for the town")
    SUBCONTRACTOR_ENDED = "privacy.subcontractor_ended", _("noted that somebody no longer works for the town")
