"""What can happen to other servers, as this town decides of them, and to the lanes of what waits for them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    SERVER_ALLOWED = "federation.server_allowed", _("allowed a server")
    SERVER_LIMITED = "federation.server_limited", _("limited a server")
    SERVER_SUSPENDED = "federation.server_suspended", _("suspended a server")
    SERVER_RELEASED = "federation.server_released", _("took back what was decided of a server")
    MEDIA_SILENCED = "federation.media_silenced", _("stopped showing the attachments of a server")
    LIST_IMPORTED = "federation.list_imported", _("took over a list of servers")
    KEYS_RENEWED = "federation.keys_renewed", _("renewed signing keys")
    LANE_PAUSED = "federation.lane_paused", _("held back what waits for another server")
    LANE_RESUMED = "federation.lane_resumed", _("let what waits for another server go again")
    LANE_RETRIED = "federation.lane_retried", _("had another server asked at once")
    LANE_PURGED = "federation.lane_purged", _("deleted what waited for another server")
