"""What can happen in moderation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    THING_FLAGGED = "moderation.thing_flagged", _("asked the moderators to look")
    FLAG_FORWARDED = "moderation.flag_forwarded", _("told the moderators of another town")
    TEXT_SCREENED = "moderation.text_screened", _("was stopped by the gate against advertising")
    LIST_REVISED = "moderation.list_revised", _("changed what the gate looks for")
    FLAG_SETTLED = "moderation.flag_settled", _("settled a flag")
