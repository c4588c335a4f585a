"""What can happen to a mandate, and what its own journal says beside."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    MANDATE_PREPARED = "mandates.mandate_prepared", _("prepared a mandate")
    MANDATE_AGREED = "mandates.mandate_agreed", _("noted the agreement to a mandate")
    MANDATE_BEGUN = "mandates.mandate_begun", _("began a mandate")
    MANDATE_USED = "mandates.mandate_used", _("began to act under a mandate")
    MANDATE_LOOKED = "mandates.mandate_looked", _("looked at a page under a mandate")
    MANDATE_REVOKED = "mandates.mandate_revoked", _("took a mandate back")
    MANDATE_EXPIRED = "mandates.mandate_expired", _("ended a mandate whose time was over")
    MANDATE_RENEWED = "mandates.mandate_renewed", _("renewed a mandate")
