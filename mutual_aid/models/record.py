"""Every transition that ever was, append-only: what the audit and the tests read."""

from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from commons.people.models import Person
from mutual_aid.states import Actor


class Transition(models.Model):
    """`reason` is a person's words: shown to those concerned and to moderators, never copied to the journal."""

    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    about_id = models.BigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    name = models.CharField(max_length=30)
    before = models.CharField(max_length=10, blank=True, default="")
    after = models.CharField(max_length=10)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="aid_transitions")
    actor = models.CharField(max_length=10, choices=Actor)
    reason = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["about_type", "about_id", "id"], name="transition_about")]

    def __str__(self) -> str:
        return f"{self.name} of {self.about_type_id}:{self.about_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("a transition is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("a transition is never deleted")
