"""The mediators' desk: who looks after a request, what must not be forgotten, who was called and who was asked."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.sealing import purpose, seal, unseal
from commons.people.models import Person
from mutual_aid.models.listings import Listing

SEALED_FOR = purpose("desk")
NUDGES_A_WEEK = 2
A_WEEK = timedelta(days=7)


def sealed_words(column: str) -> Any:
    """A property over a column that the database cannot read; only the desk's pages ask for it."""

    def get(row: models.Model) -> str:
        token = getattr(row, column)
        return unseal(token, purpose=SEALED_FOR) if token else ""

    def put(row: models.Model, words: str) -> None:
        setattr(row, column, seal(words.strip(), purpose=SEALED_FOR) if words.strip() else "")

    return property(get, put)


def week_of(day: date) -> date:
    """The Monday of that week."""
    return day - timedelta(days=day.weekday())


class DeskCase(models.Model):
    """What the desk knows of one listing. `keeper` looks after it; everybody else keeps their hands off."""

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="desk_case")
    keeper = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="desk_cases"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    sealed_reach = models.TextField(blank=True, default="", editable=False)
    follow_up_on = models.DateField(null=True, blank=True)
    sealed_note = models.TextField(blank=True, default="", editable=False)

    reach = sealed_words("sealed_reach")
    note = sealed_words("sealed_note")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(follow_up_on__isnull=False) | Q(sealed_note=""), name="follow_up_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(keeper=None) | Q(taken_at__isnull=False), name="case_taken_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["follow_up_on"], condition=Q(follow_up_on__isnull=False), name="desk_follow_up"
            )
        ]

    def __str__(self) -> str:
        return f"desk case of listing {self.listing_id}"

    @property
    def is_due(self) -> bool:
        return self.follow_up_on is not None and self.follow_up_on <= timezone.localdate()


class Call(models.Model):
    """Somebody of the desk called somebody about a listing. Written once; erased by `retention`."""

    class Whom(models.TextChoices):
        PERSON = "person", _("the person who asks")
        NEIGHBOUR = "neighbour", _("a neighbour who could help")
        SERVICE = "service", _("a service")
        OTHER = "other", _("somebody else")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("we spoke")
        NO_ANSWER = "no_answer", _("no answer")
        MESSAGE = "message", _("I left a message")
        LATER = "later", _("to be called again")

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="calls")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="desk_calls")
    whom = models.CharField(max_length=10, choices=Whom)
    outcome = models.CharField(max_length=10, choices=Outcome)
    sealed_about = models.TextField(blank=True, default="", editable=False)
    at = models.DateTimeField(auto_now_add=True)
    client_key = models.UUIDField(default=uuid4, unique=True, editable=False)

    about = sealed_words("sealed_about")

    class Meta:
        indexes = [models.Index(fields=["listing", "-at"], name="call_of_listing")]

    def __str__(self) -> str:
        return f"call about listing {self.listing_id}"


class Nudge(models.Model):
    """The desk asked somebody whether they could help. Two a week at most: a week has two slots per person."""

    class Answer(models.TextChoices):
        NOT_NOW = "not_now", _("not this time")
        PAUSE = "pause", _("rests for a month")

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="nudges")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="nudges")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="nudges_sent")
    week = models.DateField()
    slot = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "week", "slot"], name="nudge_one_per_slot"),
            models.UniqueConstraint(fields=["person", "listing"], name="nudge_once_per_listing"),
            models.CheckConstraint(
                condition=Q(slot__gte=1, slot__lte=NUDGES_A_WEEK), name="nudge_two_slots_a_week"
            ),
        ]

    def __str__(self) -> str:
        return f"nudge {self.pk}"
