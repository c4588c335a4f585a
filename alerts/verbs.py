"""What can happen to information that the town relays. A drill has verbs of its own, so that none is mistaken."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    BULLETIN_DRAFTED = "alerts.bulletin_drafted", _("began to write official information to relay")
    BULLETIN_REVISED = "alerts.bulletin_revised", _("changed information before it is relayed")
    BULLETIN_SUBMITTED = "alerts.bulletin_submitted", _("asks a second person to confirm information")
    BULLETIN_TAKEN_BACK = "alerts.bulletin_taken_back", _("took information back before it was confirmed")
    BULLETIN_REFUSED = "alerts.bulletin_refused", _("did not confirm information")
    BULLETIN_DROPPED = "alerts.bulletin_dropped", _("put away information that was not relayed")
    ALERT_PUBLISHED = "alerts.alert_published", _("relayed official information")
    ALERT_UPDATED = "alerts.alert_updated", _("updated relayed information")
    ALERT_BEGUN = "alerts.alert_begun", _("relayed information begins to hold")
    ALERT_ENDED = "alerts.alert_ended", _("relayed information is over")
    ALERT_CANCELLED = "alerts.alert_cancelled", _("cancelled relayed information")
    DRILL_PUBLISHED = "alerts.drill_published", _("EXERCISE: relayed information for an exercise")
    DRILL_UPDATED = "alerts.drill_updated", _("EXERCISE: updated information of an exercise")
    DRILL_BEGUN = "alerts.drill_begun", _("EXERCISE: information of an exercise begins to hold")
    DRILL_ENDED = "alerts.drill_ended", _("EXERCISE: an exercise is over")
    DRILL_CANCELLED = "alerts.drill_cancelled", _("EXERCISE: an exercise was cancelled")
    RULES_REVISED = "alerts.rules_revised", _("changed the rules for relayed information")


# What changes what everybody may see: said of an alert, and of a drill.
OUTWARD = {
    "confirm": (Verb.ALERT_PUBLISHED, Verb.DRILL_PUBLISHED),
    "update": (Verb.ALERT_UPDATED, Verb.DRILL_UPDATED),
    "begin": (Verb.ALERT_BEGUN, Verb.DRILL_BEGUN),
    "end": (Verb.ALERT_ENDED, Verb.DRILL_ENDED),
    "cancel": (Verb.ALERT_CANCELLED, Verb.DRILL_CANCELLED),
}
SHOWN_CHANGES = frozenset(verb for pair in OUTWARD.values() for verb in pair)
