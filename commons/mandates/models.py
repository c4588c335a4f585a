"""A mandate, and the lines of its journal, which nothing changes."""

import hashlib
import json
from datetime import UTC, timedelta
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base import sealing
from commons.base.identifiers import uuid7
from commons.base.models import Dated
from commons.base.sealing import seal, unseal
from commons.mandates.states import LIVING, MandateState
from commons.people.models import Person

SEALED_FOR = sealing.purpose("mandate")
SOON = timedelta(days=14)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def living(self) -> "MandateQuerySet":
        return self.filter(state__in=LIVING)

    def active(self) -> "MandateQuerySet":
        """Under way now, whether or not the worker has come by since their end."""
        return self.filter(state=MandateState.ACTIVE, ends_at__gt=timezone.now())

    def ending_soon(self) -> "MandateQuerySet":
        return self.active().filter(ends_at__lt=timezone.now() + SOON)

    def readable_by(self, person: Person) -> "MandateQuerySet":
        """The two whom it binds, and nobody else."""
        return self.filter(Q(resident=person) | Q(mediator=person))


class Mandate(Dated):
    """`resident` lets `mediator` act for them: what for, where in the town, until when.

    Of the agreement the fact is kept, never a paper: how, before whom, and the words that were read.
    """

    class Lasts(models.IntegerChoices):
        DAY = 1, _("one day")
        MONTH = 31, _("one month")
        HALF_YEAR = 182, _("six months")
        YEAR = 365, _("one year")

    class How(models.TextChoices):
        PAPER = "paper", _("signed on paper, which they keep or the town’s file keeps")
        CODE = "code", _("they read me the code that stands on their own page")
        ORAL = "oral", _("aloud, before a witness")
        SESSION = "session", _("by themselves, on their own page")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    resident = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="mandates")
    mediator = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="mandates_held")
    state = models.CharField(max_length=10, choices=MandateState, default=MandateState.PREPARED)
    scopes = models.JSONField(default=list)
    lasts = models.PositiveSmallIntegerField(choices=Lasts)
    place = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=40, blank=True, default="")
    easy_read = models.BooleanField(default=False)
    sealed_purpose = models.TextField(blank=True, default="")
    how = models.CharField(max_length=10, choices=How, blank=True, default="")
    sealed_witness = models.TextField(blank=True, default="")
    sealed_text = models.TextField(blank=True, default="")
    agreed_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="mandates_ended"
    )
    renews = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="renewals"
    )
    # The digest of the last line of its journal, and how many lines there are.
    head = models.CharField(max_length=64, blank=True, default="")
    lines_count = models.PositiveIntegerField(default=0)

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MandateState.values), name="mandate_state"),
            models.CheckConstraint(
                condition=~Q(state__in=[MandateState.ACTIVE, MandateState.RENEWED])
                | Q(agreed_at__isnull=False, begun_at__isnull=False, ends_at__isnull=False),
                name="mandate_begun_after_agreement",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVING, ended_at=None)
                | Q(~Q(state__in=LIVING), ended_at__isnull=False),
                name="mandate_ended_when",
            ),
            models.CheckConstraint(
                condition=Q(mediator=None) | Q(resident=None) | ~Q(mediator=models.F("resident")),
                name="mandate_of_two",
            ),
            models.UniqueConstraint(
                fields=["resident", "mediator"],
                condition=Q(state=MandateState.ACTIVE),
                name="mandate_active_once",
            ),
        ]

    def __str__(self) -> str:
        return f"mandate {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("mandates:mandate", args=[self.pk])

    @property
    def is_active(self) -> bool:
        return (
            self.state == MandateState.ACTIVE and self.ends_at is not None and self.ends_at > timezone.now()
        )

    @property
    def is_living(self) -> bool:
        return self.state in LIVING

    @property
    def purpose(self) -> str:
        return _opened(self.sealed_purpose)

    @purpose.setter
    def purpose(self, words: str) -> None:
        self.sealed_purpose = seal(words, purpose=SEALED_FOR)

    @property
    def witness(self) -> str:
        return _opened(self.sealed_witness)

    @property
    def text(self) -> str:
        """What was read to the person when they agreed."""
        return _opened(self.sealed_text)


def _opened(sealed: str) -> str:
    return unseal(sealed, purpose=SEALED_FOR) if sealed else ""


def sealed(words: str) -> str:
    return seal(words, purpose=SEALED_FOR) if words else ""


class LineQuerySet(models.QuerySet["Line"]):
    """Only added to. Lines go with their mandate, when its time has come."""

    def update(self, **changes: Any) -> NoReturn:
        raise RuntimeError("a line of a mandate’s journal is never changed")

    def delete(self) -> NoReturn:
        raise RuntimeError("a line of a mandate’s journal is never taken away")

    def bulk_update(self, *rows: Any, **more: Any) -> NoReturn:
        raise RuntimeError("a line of a mandate’s journal is never changed")


class Line(models.Model):
    """What was done, to which thing, when, on what kind of device. No name and nobody's words.

    `digest` covers the line and the digest of the line before it: whoever keeps the last one, on paper, can tell
    whether anything before was changed. As no line holds words, what people wrote can be erased and it still holds.
    """

    class Who(models.TextChoices):
        MEDIATOR = "mediator", _("the mediator")
        RESIDENT = "resident", _("the person themselves")
        DESK = "desk", _("another mediator at the desk")
        TOWN = "town", _("the town, at the end of its time")

    class Device(models.TextChoices):
        COMPUTER = "computer", _("a computer")
        TELEPHONE = "telephone", _("a telephone")
        TABLET = "tablet", _("a tablet")
        NONE = "", _("no device")

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=60, blank=True, default="")
    thing = models.BigIntegerField(null=True)
    who = models.CharField(max_length=10, choices=Who)
    device = models.CharField(max_length=10, choices=Device, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64)

    objects = LineQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["mandate", "number"]
        constraints = [models.UniqueConstraint(fields=["mandate", "number"], name="mandate_line_once")]

    def __str__(self) -> str:
        return f"line {self.number} of mandate {self.mandate_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RuntimeError("a line of a mandate’s journal is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError("a line of a mandate’s journal is never taken away")

    def digest_after(self, before: str) -> str:
        said = {
            "mandate": str(self.mandate.uid),
            "number": self.number,
            "action": self.action,
            "kind": self.kind,
            "thing": self.thing,
            "who": str(self.who),
            "device": str(self.device),
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "before": before,
        }
        whole = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()
