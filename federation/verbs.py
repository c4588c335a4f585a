"""What can happen to the lanes of other servers. The town's own business: none of it leaves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    LANE_PAUSED = "federation.lane_paused", _("held back what waits for another server")
    LANE_RESUMED = "federation.lane_resumed", _("let what waits for another server go again")
    LANE_RETRIED = "federation.lane_retried", _("had another server asked at once")
    LANE_PURGED = "federation.lane_purged", _("deleted what waited for another server")
