"""That help which was agreed did not take place: a private note, and the other side of it."""

from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from commons.base.sealing import purpose, seal, unseal
from commons.people.models import Person
from mutual_aid.models.responses import Response

SEALED_FOR = purpose("incident note")
REMEMBERED = timedelta(days=180)


class IncidentNoteQuerySet(models.QuerySet["IncidentNote"]):
    def lately_about(self, person: Person) -> "IncidentNoteQuerySet":
        return self.filter(about=person, at__gte=timezone.now() - REMEMBERED).order_by("at")


class IncidentNote(models.Model):
    """Sealed, both the note and the answer of the person concerned: moderators read them when a third one came."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="incidents")
    about = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="incidents_concerning"
    )
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="incidents_noted")
    sealed_text = models.TextField(blank=True, default="", editable=False)
    sealed_answer = models.TextField(blank=True, default="", editable=False)
    at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = IncidentNoteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "by"], name="incident_noted_once")]

    def __str__(self) -> str:
        return gettext("Help that was agreed and did not take place")

    def get_absolute_url(self) -> str:
        return reverse("mutual_aid:missed", args=[self.about_id or 0])

    @property
    def author(self) -> Person | None:
        """Whom a flag of it is about."""
        return self.about

    @property
    def text(self) -> str:
        return unseal(self.sealed_text, purpose=SEALED_FOR) if self.sealed_text else ""

    @text.setter
    def text(self, words: str) -> None:
        self.sealed_text = seal(words, purpose=SEALED_FOR) if words else ""

    @property
    def answer(self) -> str:
        return unseal(self.sealed_answer, purpose=SEALED_FOR) if self.sealed_answer else ""

    @answer.setter
    def answer(self, words: str) -> None:
        self.sealed_answer = seal(words, purpose=SEALED_FOR) if words else ""
