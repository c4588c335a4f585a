"""What can happen to people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    PERSON_JOINED = "people.person_joined", _("joined the town")
    PERSON_REVISED = "people.person_revised", _("changed a profile")
    PERSON_LEFT = "people.person_left", _("left the town")
    PERSON_MOVED = "people.person_moved", _("moved to another server")
    ROLE_GIVEN = "people.role_given", _("gave a role")
    ROLE_TAKEN = "people.role_taken", _("ended a role")
    FOLLOW_ASKED = "people.follow_asked", _("asked to follow")
    FOLLOW_ACCEPTED = "people.follow_accepted", _("accepted a follower")
    FOLLOW_REFUSED = "people.follow_refused", _("refused a follower")
    FOLLOW_ENDED = "people.follow_ended", _("stopped following")
    PERSON_BLOCKED = "people.person_blocked", _("blocked somebody")
    PERSON_UNBLOCKED = "people.person_unblocked", _("no longer blocks somebody")
    PERSON_SUSPENDED = "people.person_suspended", _("suspended an account")
    PERSON_RESTORED = "people.person_restored", _("restored an account")
