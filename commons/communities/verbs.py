"""What can happen to the town and its communities."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    COMMUNITY_OPENED = "communities.community_opened", _("opened a community")
    COMMUNITY_REVISED = "communities.community_revised", _("changed a community")
    TOWN_REVISED = "communities.town_revised", _("changed the town's texts")
    STEWARD_NAMED = "communities.steward_named", _("named a steward")
    STEWARD_ENDED = "communities.steward_ended", _("ended the charge of a steward")
    PERSON_BANNED = "communities.person_banned", _("removed somebody from a space")
    PERSON_READMITTED = "communities.person_readmitted", _("let somebody back into a space")
