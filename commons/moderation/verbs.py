"""What can happen in moderation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    THING_FLAGGED = "moderation.thing_flagged", _("asked the moderators to look")
    FLAG_FORWARDED = "moderation.flag_forwarded", _("told the moderators of another town")
    FLAG_SETTLED = "moderation.flag_settled", _("settled a flag")
