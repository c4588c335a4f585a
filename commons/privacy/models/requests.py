"""What people ask of the data officer: each request has a month, which may be made longer once (GDPR, article 12.3)."""

import calendar
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.sealing import purpose, seal, unseal
from commons.people.models import Person

SEALED_FOR = purpose("rights")
MONTH, LONGER = 1, 3  # months from the day of the request; article 12.3 adds two


def months_after(moment: datetime, months: int) -> datetime:
    """The same day of a later month, or its last one (Regulation 1182/71, article 3.2)."""
    there = timezone.localtime(moment)
    year, month = divmod(there.month - 1 + months, 12)
    year, month = there.year + year, month + 1
    day = min(there.day, calendar.monthrange(year, month)[1])
    return there.replace(year=year, month=month, day=day, hour=23, minute=59, second=59, microsecond=0)


def month_from_now() -> datetime:
    return months_after(timezone.now(), MONTH)


def _opened(column: str) -> Any:
    """A property over a column that the database cannot read."""

    def get(row: models.Model) -> str:
        token = getattr(row, column)
        return unseal(token, purpose=SEALED_FOR) if token else ""

    def put(row: models.Model, words: str) -> None:
        setattr(row, column, seal(words.strip(), purpose=SEALED_FOR) if words.strip() else "")

    return property(get, put)


class RequestQuerySet(models.QuerySet["Request"]):
    def waiting(self) -> "RequestQuerySet":
        return self.filter(answered_at=None).order_by("due_at")

    def answered(self) -> "RequestQuerySet":
        return self.exclude(answered_at=None).order_by("-answered_at")


class Request(models.Model):
    """`person` is empty for somebody without an account, whom `sealed_who` names and says how to reach.

    `wait_reason` is said when the month is made longer. What is asked and answered is for the two of them.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("Know what is kept")
        RECTIFY = "rectify", _("Put something right")
        ERASE = "erase", _("Have something erased")
        RESTRICT = "restrict", _("Have something left untouched for a while")
        OBJECT = "object", _("Object to a use")
        OTHER = "other", _("Something else")

    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="rights_requests"
    )
    sealed_who = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=10, choices=Kind)
    sealed_words = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=month_from_now)
    extended_at = models.DateTimeField(null=True, blank=True)
    wait_reason = models.CharField(max_length=300, blank=True, default="")
    sealed_answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    who = _opened("sealed_who")
    words = _opened("sealed_words")
    answer = _opened("sealed_answer")

    objects = RequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="rights_request_due", condition=Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("privacy:mine")

    @property
    def is_late(self) -> bool:
        return self.answered_at is None and self.due_at < timezone.now()

    @property
    def may_be_extended(self) -> bool:
        return self.answered_at is None and self.extended_at is None


class Objection(models.Model):
    """Somebody does not want one purpose of the register to touch them (article 21)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="objections")
    processing = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "processing"], name="objection_once")]

    def __str__(self) -> str:
        return f"{self.person_id} objects to {self.processing}"
