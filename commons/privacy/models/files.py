"""Takeaway: what somebody takes away with them. Arrival: what somebody brings from another server, or from here."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.people.models import Person

KEPT_FOR = timedelta(days=7)


class FileQuerySet(models.QuerySet[Any]):
    def expired(self, now: datetime) -> "FileQuerySet":
        return self.filter(asked_at__lt=now - KEPT_FOR)

    def waiting(self) -> "FileQuerySet":
        return self.filter(state=Step.ASKED)


class Step(models.TextChoices):
    ASKED = "asked", _("being prepared")
    READY = "ready", _("ready")
    FAILED = "failed", _("did not work")


class PersonalFile(models.Model):
    """A file of one person, made or read by the worker, under a name that nobody guesses; gone after seven days.

    `tries` counts before each attempt, so that work which kills its process is given up like any other.
    """

    folder = ""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=Step, default=Step.ASKED)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def file(self) -> Path:
        return Path(settings.CALADE_DATA) / self.folder / str(self.uid)

    @property
    def gone_at(self) -> datetime:
        return self.asked_at + KEPT_FOR


class Takeaway(PersonalFile):
    folder = "takeaways"

    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="asked"), name="takeaway_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"takeaway {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:mine")

    @property
    def is_ready(self) -> bool:
        return self.state == Step.READY and self.file.exists()


class Arrival(PersonalFile):
    """`report` counts what came in and lists what was not found: {"kind", "done": {kind: number}, "left", "more"}."""

    folder = "arrivals"

    report = models.JSONField(default=dict, blank=True)
    fault = models.CharField(max_length=12, blank=True, default="")

    def __str__(self) -> str:
        return f"arrival {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:arrival", args=[self.uid])
