"""Asking for another look at a decision: by another moderator, or by five residents who were drawn."""

from typing import Any

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.base.models import Dated
from commons.moderation.flaggable import with_what_is_beside
from commons.moderation.models.decisions import Decision
from commons.moderation.states import HEARING, AppealState
from commons.people.models import Person


class AppealQuerySet(models.QuerySet["Appeal"]):
    def waiting(self) -> "AppealQuerySet":
        return self.filter(state__in=HEARING).order_by("created")

    def settled(self) -> "AppealQuerySet":
        return self.exclude(state__in=HEARING).order_by("-changed")

    def ready_to_read(self) -> "AppealQuerySet":
        # The stub knows only the key itself, not a path to it.
        about = GenericPrefetch("decision__about", with_what_is_beside())
        rows = self.select_related("decision__by", "decision__about_type", "settled_by")
        return rows.prefetch_related(about, "jurors")  # type: ignore[misc]


class Appeal(Dated):
    """`seed` and `candidates` (keys of people, in order) are what the draw was made from: anybody who holds both can
    make it again. `settled_by` is None when a jury has settled it.
    """

    class Way(models.TextChoices):
        MODERATOR = "moderator", _("Another moderator than the one who decided")
        JURY = "jury", _("A jury of five residents, drawn by lot")

    State = AppealState
    is_shown = False

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="appeal")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="appeals")
    words = models.TextField()
    way = models.CharField(max_length=10, choices=Way, default=Way.MODERATOR)
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.WAITING)
    seed = models.CharField(max_length=64, blank=True, default="")
    candidates: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="appeals_settled"
    )
    answer = models.TextField(blank=True, default="")

    objects = AppealQuerySet.as_manager()

    def __str__(self) -> str:
        return f"appeal {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:decision", args=[self.decision_id])

    @property
    def is_open(self) -> bool:
        return self.state in HEARING

    @property
    def votes(self) -> dict[str, int]:
        """{"keep": 2, "reverse": 3, "silent": 0}: what the minutes say of the vote."""
        said = [juror.vote or "silent" for juror in self.jurors.all() if not juror.stepped_back]
        return {name: said.count(name) for name in ("keep", "reverse", "silent")}


class Juror(models.Model):
    """Somebody drawn for one appeal; `place` is theirs in the order that was drawn. Nobody else sees who they are."""

    class Vote(models.TextChoices):
        KEEP = "keep", _("The decision stays")
        REVERSE = "reverse", _("The decision is taken back")

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="jurors")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="juries")
    place = models.PositiveIntegerField()
    vote = models.CharField(max_length=8, choices=Vote, blank=True, default="")
    words = models.TextField(blank=True, default="")
    stepped_back = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["appeal", "place"], name="juror_place_once")]

    def __str__(self) -> str:
        return f"juror {self.place} of appeal {self.appeal_id}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:jury", args=[self.pk])

    @property
    def is_asked(self) -> bool:
        return not self.vote and not self.stepped_back and self.appeal.state == AppealState.JURY


class JuryWish(models.Model):
    """Somebody said yes to being drawn. Taken back, the row is gone."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="jury_wish")
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"jury wish of {self.person_id}"
