"""What somebody follows or is told no more of, when no room keeps it: a kind of thing and the key of one."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AttentionQuerySet(models.QuerySet["Attention"]):
    def followed_by(self, person: Any) -> "AttentionQuerySet":
        return self.filter(person=person, level=Attention.Level.FOLLOWED)

    def muted_by(self, person: Any) -> "AttentionQuerySet":
        return self.filter(person=person, level=Attention.Level.MUTED)


class Attention(models.Model):
    """`kind` and `key` as in `commons.notices.marks`: ("topic", "12"). Nobody else is told of it."""

    class Level(models.TextChoices):
        FOLLOWED = "followed", _("followed")
        MUTED = "muted", _("muted")

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="attentions")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    level = models.CharField(max_length=8, choices=Level)
    since = models.DateTimeField(default=timezone.now)

    objects = AttentionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "key"], name="attention_once")]
        indexes = [models.Index(fields=["kind", "key", "level"], name="attention_to")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind} {self.key} {self.level}"
