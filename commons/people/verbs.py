"""What can happen to people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    SECOND_STEP_ADDED = "people.second_step_added", _("added a second step for signing in")
    SECOND_STEP_REMOVED = "people.second_step_removed", _("removed a second step for signing in")
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
    PERSON_FROZEN = "people.person_frozen", _("asked that their data stay untouched")
    PERSON_THAWED = "people.person_thawed", _("came back into use")
    DATA_READ = "people.data_read", _("read somebody’s personal data")
