"""How far residents have been told of a bulletin: the worker goes through them in slices."""

from django.db import models
from django.utils import timezone

from alerts.models.bulletins import Bulletin
from alerts.states import State
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

    @property
    def is_of_end(self) -> bool:
        return self.entry.verb.endswith("_cancelled")

    @property
    def still_counts(self) -> bool:
        """A text that was replaced or taken back is not told any further; that it was taken back is."""
        if self.is_of_end:
            return self.bulletin.state == State.CANCELLED
        return self.bulletin.is_running(timezone.now())
