"""A case: all that was asked about one thing, until somebody has answered it."""

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from commons.base.models import Dated
from commons.moderation.flaggable import author_of, in_words, with_what_is_beside
from commons.moderation.states import WAITING, CaseState
from commons.people.models import Person

LATE = timedelta(days=3)


class CaseQuerySet(models.QuerySet["Case"]):
    def waiting(self) -> "CaseQuerySet":
        """Danger first, then the oldest."""
        return self.filter(state__in=WAITING).order_by("-urgent", "created", "pk")

    def settled(self) -> "CaseQuerySet":
        return self.exclude(state__in=WAITING).order_by("-closed_at", "-pk")

    def not_concerning(self, person: Person) -> "CaseQuerySet":
        """Those that this person may answer: what they flagged themselves is somebody else's."""
        return self.exclude(flags__by=person).exclude(concerned=person)

    def ready_to_read(self) -> "CaseQuerySet":
        """With everything that a list shows: a query per kind of thing, not per case."""
        return self.select_related("assigned_to", "about_type", "concerned").prefetch_related(
            GenericPrefetch("about", with_what_is_beside()), "flags__by"
        )


class Case(Dated):
    """`concerned` is who wrote it, kept since the thing may go. `urgent`: somebody speaks of danger."""

    State = CaseState
    is_shown = False  # the public record says that it was settled, not what it was about

    about_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    about_id = models.BigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    concerned = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases_about"
    )
    room = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.RECEIVED)
    urgent = models.BooleanField(default=False)
    assigned_to = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases_taken"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id"],
                condition=Q(state__in=["received", "triaged", "proposed"]),
                name="case_open_once",
            )
        ]
        indexes = [models.Index(fields=["state", "-urgent", "created"], name="case_queue")]

    def __str__(self) -> str:
        return f"case {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:case", args=[self.pk])

    @property
    def what(self) -> str:
        return in_words(self.about)

    @property
    def author(self) -> Person | None:
        return self.concerned or author_of(self.about)

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_late(self) -> bool:
        return self.is_waiting and self.created < timezone.now() - LATE

    @property
    def reasons(self) -> list[str]:
        """Each reason that was given, once, in words."""
        return list(dict.fromkeys(flag.get_reason_display() for flag in self.flags.all()))

    def earlier(self) -> Any:
        """What was decided about the same thing before."""
        same = Case.objects.settled().filter(about_type=self.about_type, about_id=self.about_id)
        return same.exclude(pk=self.pk)[:10]
