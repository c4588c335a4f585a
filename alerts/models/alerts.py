"""An alert: one matter from its first bulletin to its end, at one address."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils import timezone

from alerts.states import OVER, State
from commons.base.models import Addressed, Dated
from commons.people.models import Person

if TYPE_CHECKING:
    from alerts.models.bulletins import Bulletin


class AlertQuerySet(models.QuerySet["Alert"]):
    def published(self) -> "AlertQuerySet":
        """What everybody may read; drills too, which say what they are."""
        return self.filter(current__isnull=False).select_related("current").prefetch_related("current__areas")

    def real(self) -> "AlertQuerySet":
        return self.filter(drill=False)

    def drills(self) -> "AlertQuerySet":
        return self.filter(drill=True)

    def running(self) -> "AlertQuerySet":
        """Relayed and not over, also those that hold from tomorrow on only."""
        return self.filter(current__state=State.PUBLISHED, current__valid_until__gt=timezone.now())

    def past(self) -> "AlertQuerySet":
        """Also in the seconds before the clock has said so."""
        over = models.Q(current__state__in=OVER) | models.Q(current__valid_until__lte=timezone.now())
        return self.filter(over)

    def newest_first(self) -> "AlertQuerySet":
        return self.order_by("-current__published_at", "-pk")


class Alert(Addressed, Dated):
    """`current` is the bulletin that holds, or the last one that held; empty until one is published.

    `begun` says that the journal has told of its beginning; `last_seq` is its last entry there. `acks_kept`: how
    many had read it, once nobody knows any more who.
    """

    address_kind = "alert"

    drill = models.BooleanField(default=False)
    current: "models.ForeignKey[Bulletin | None, Bulletin | None]" = models.ForeignKey(
        "alerts.Bulletin", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    begun = models.BooleanField(default=False)
    last_seq = models.BigIntegerField(default=0)
    acks_kept = models.PositiveIntegerField(default=0)

    objects = AlertQuerySet.as_manager()

    def __str__(self) -> str:
        return self.current.headline if self.current else f"alert {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("alerts:alert", args=[self.pk])

    @property
    def is_shown(self) -> bool:
        """May the public record name it?"""
        return self.current_id is not None

    @property
    def thing(self) -> str:
        return f"alert:{self.pk}"

    def is_running(self, now: datetime | None = None) -> bool:
        return self.current is not None and self.current.is_running(now or timezone.now())


class AlertAck(models.Model):
    """Somebody has read a bulletin and does not want its banner any more. Gone soon after the end."""

    bulletin = models.ForeignKey("alerts.Bulletin", on_delete=models.CASCADE, related_name="acks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="alert_acks")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulletin", "person"], name="alert_ack_once")]

    def __str__(self) -> str:
        return f"{self.person_id} has read {self.bulletin_id}"
