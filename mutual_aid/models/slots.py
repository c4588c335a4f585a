"""When a task for several takes place, and the roles that people choose."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from mutual_aid.models.listings import Listing
from mutual_aid.models.series import Series


class TaskPlan(models.Model):
    """The hours of a task, and what its author decided beforehand.

    `day` is its day in the series, whenever it was moved to: what keeps two workers from making it twice.
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="plan")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    takes_everybody = models.BooleanField(default=True)
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="plans")
    day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="task_ends_after_start"),
            models.UniqueConstraint(fields=["series", "day"], name="task_once_per_day_of_series"),
        ]

    def __str__(self) -> str:
        return f"plan of listing {self.listing_id}"

    @property
    def lasts(self) -> timedelta:
        return self.ends_at - self.starts_at


class Slot(models.Model):
    """A role with so many places. `needs_trusted`: only somebody whom the town trusts, or a mediator's choice."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="slots")
    role = models.CharField(max_length=60)
    needed = models.PositiveSmallIntegerField(default=1)
    needs_trusted = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(needed__gte=1, needed__lte=99), name="slot_has_places")
        ]

    def __str__(self) -> str:
        return self.role
