"""A circle: a few people of this town who talk among themselves. It has no address elsewhere and no feed."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commons.base.models import Dated
from commons.people.models import Person


class Circle(Dated):
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("conversations:circle", args=[self.pk])

    @property
    def is_shown(self) -> bool:
        """May the public record name it? Never: that it exists is its members' business."""
        return False


class SeatQuerySet(models.QuerySet["Seat"]):
    def taken(self) -> "SeatQuerySet":
        return self.filter(left_at=None)

    def kept_by(self, person: Person) -> "SeatQuerySet":
        return self.taken().filter(person=person)


class Seat(models.Model):
    """Somebody's place in a circle. Whoever keeps it brings people in; the first is who founded it."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="seats")
    keeps = models.BooleanField(default=False)
    since = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "person"], condition=Q(left_at=None), name="seat_taken_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in circle {self.circle_id}"
