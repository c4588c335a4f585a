"""How far the worker has come with the digests of one morning."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .wishes import Pace


class DigestRun(models.Model):
    """One morning: everybody up to the person `after` has their message in the queue."""

    pace = models.CharField(max_length=8, choices=Pace)
    edge = models.DateTimeField()
    after = models.BigIntegerField(default=0)
    queued = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("digest")
        constraints = [models.UniqueConstraint(fields=["pace", "edge"], name="digest_once")]

    def __str__(self) -> str:
        return f"{self.pace} {self.edge:%Y-%m-%d}"
