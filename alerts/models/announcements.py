"""How far residents have been told of a bulletin: the worker goes through them in slices."""

from django.db import models

from alerts.models.bulletins import Bulletin
from commons.journal.models import Entry


class Announcement(models.Model):
    """`after` is the key of the last person who was looked at. Numbers only: who was told is in their own notices."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="announcements")
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="+")
    after = models.BigIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    mailed = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(finished_at=None), name="announcement_unfinished")
        ]

    def __str__(self) -> str:
        return f"announcement of {self.bulletin_id}"
