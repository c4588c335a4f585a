"""The ledger of those who left: numbers and fingerprints, nothing of who it was."""

import hashlib
import hmac
from collections.abc import Iterator

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

RECEIPT_BYTES = 20


def fingerprints(words: str, purpose: str) -> Iterator[str]:
    """Of `words`, keyed by the town's secret; then by the older ones, for looking up."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield hmac.new(f"{purpose}:{secret}".encode(), words.casefold().encode(), hashlib.sha256).hexdigest()


class Erasure(models.Model):
    """`subject` is the number under which other servers knew the person; `handle` the fingerprint of a name that
    nobody else may bear here; `receipt` that of the address at which whoever left reads who has acknowledged.
    """

    subject = models.UUIDField(unique=True)
    words = models.BooleanField(default=False)
    handle = models.CharField(max_length=64, blank=True, default="", db_index=True)
    receipt = models.CharField(max_length=64, blank=True, default="", db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    swept_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"erasure {self.pk}"


class Acknowledgement(models.Model):
    """A server that was asked to forget somebody, and what it answered."""

    class State(models.TextChoices):
        WAITING = "waiting", _("asked, no answer yet")
        HEARD = "heard", _("has acknowledged")
        SILENT = "silent", _("could not be reached")

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="acknowledgements")
    host = models.CharField(max_length=255)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["erasure", "host"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.host} {self.state}"
