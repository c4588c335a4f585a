"""Alerts and their bulletins, the record of every step, who has read, and the rules of the town."""

from alerts.models.alerts import Alert, AlertAck, AlertQuerySet
from alerts.models.announcements import Announcement
from alerts.models.bulletins import Bulletin, BulletinQuerySet
from alerts.models.record import Transition
from alerts.models.rules import Rules
from alerts.models.wishes import Wish

__all__ = [
    "Alert",
    "AlertAck",
    "AlertQuerySet",
    "Announcement",
    "Bulletin",
    "BulletinQuerySet",
    "Rules",
    "Transition",
    "Wish",
]
