"""What the data officer keeps: incidents with their clock, and those who work for the town."""

from datetime import datetime, timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.people.models import Person

HOURS = timedelta(hours=72)  # GDPR, article 33.1


class Incident(models.Model):
    """Personal data were lost, changed or seen by a stranger. No names: what, how many people, what was done."""

    class Gravity(models.TextChoices):
        NONE = "none", _("no risk for anybody")
        RISK = "risk", _("a risk: the authority is told within 72 hours")
        HIGH = "high", _("a high risk: the people concerned are told, too")

    found_at = models.DateTimeField(default=timezone.now)
    what = models.TextField()
    people = models.PositiveIntegerField(null=True, blank=True)
    gravity = models.CharField(max_length=5, choices=Gravity, default=Gravity.RISK)
    measures = models.TextField(blank=True, default="")
    authority_told_at = models.DateTimeField(null=True, blank=True)
    people_told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"incident {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:incident", args=[self.pk])

    @property
    def due_at(self) -> datetime:
        return self.found_at + HOURS

    @property
    def must_be_told(self) -> bool:
        return self.gravity != self.Gravity.NONE and self.authority_told_at is None and self.closed_at is None

    @property
    def is_late(self) -> bool:
        return self.must_be_told and self.due_at < timezone.now()


class Subcontractor(models.Model):
    """Who handles data for the town, and under which contract (article 28)."""

    name = models.CharField(max_length=120)
    what_for = models.CharField(max_length=300)
    where = models.CharField(max_length=120)
    contract_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
