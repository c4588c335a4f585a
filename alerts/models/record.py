"""Every step that ever was, append-only: what the report of a drill and the tests read."""

from typing import Any

from django.db import models

from alerts.models.bulletins import Bulletin
from alerts.states import OVER, Actor, State
from commons.people.models import Person


class Transition(models.Model):
    """`reason` is a person's words: why something was refused, ended or cancelled."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="transitions")
    name = models.CharField(max_length=12)
    before = models.CharField(max_length=10, blank=True, default="")
    after = models.CharField(max_length=10, choices=State)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="alert_transitions")
    actor = models.CharField(max_length=10, choices=Actor)
    reason = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} of {self.bulletin_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("a transition is written once")
        super().save(*args, **kwargs)

    @property
    def public_reason(self) -> str:
        """Why it ended or was cancelled; why it was not confirmed at first stays among those who hold the charge."""
        return self.reason if self.after in OVER else ""
