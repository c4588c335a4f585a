"""What was decided about a thing or a person: under which rule, by whom, until when."""

from collections.abc import Sequence

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.rules import sentences
from commons.moderation.flaggable import in_words, with_what_is_beside
from commons.moderation.models.cases import Case
from commons.moderation.states import DecisionState
from commons.people.models import Person

OVER = (DecisionState.ENDED, DecisionState.REVERSED)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def about_thing(self, thing: models.Model) -> "DecisionQuerySet":
        kind = ContentType.objects.get_for_model(thing)
        return self.filter(about_type=kind, about_id=thing.pk).order_by("pk")

    def held_among(self, things: Sequence[models.Model]) -> dict[int, list[str]]:
        """Under which rules things of one kind were held last, as sentences, by their keys. One query."""
        if not things:
            return {}
        kind = ContentType.objects.get_for_model(things[0])
        held = self.filter(
            about_type=kind, about_id__in=[thing.pk for thing in things], kind=Decision.Kind.HELD
        )
        return {decision.about_id: decision.sentences for decision in held.order_by("pk")}

    def of_person(self, person: Person) -> "DecisionQuerySet":
        """What was decided about somebody and what they wrote, and they may know: newest first."""
        told = self.filter(concerned=person, state__in=[DecisionState.IN_FORCE, *OVER])
        return told.exclude(kind=Decision.Kind.HELD).select_related("about_type").order_by("-pk")

    def with_things(self) -> "DecisionQuerySet":
        return self.prefetch_related(GenericPrefetch("about", with_what_is_beside()))

    def to_confirm(self) -> "DecisionQuerySet":
        return self.filter(state=DecisionState.PROPOSED)

    def overdue(self) -> "DecisionQuerySet":
        return self.filter(state=DecisionState.IN_FORCE, until__lte=timezone.now())

    def limiting(self) -> "DecisionQuerySet":
        """Those under which somebody only reads."""
        return self.filter(kind=Decision.Kind.LIMITED, state=DecisionState.IN_FORCE)


class Decision(models.Model):
    """`by` None: a rule did it itself. `second` is who confirmed what needs two people. `words` are for `concerned`,
    who wrote the thing (or is it); what the room says with its own step stands there.
    """

    class Kind(models.TextChoices):
        HELD = "held", _("held for a look")
        REFUSED = "refused", _("given back to its author")
        NOTED = "noted", _("a word from the moderators")
        EDIT = "edit", _("asked to be changed")
        HIDDEN = "hidden", _("taken out of sight")
        REMOVED = "removed", _("removed for good")
        LIMITED = "limited", _("may only read for a while")
        SUSPENDED = "suspended", _("account suspended")

    State = DecisionState
    is_shown = False  # the public record says that something was decided, not about whom

    about_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    about_id = models.BigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
    concerned = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions_about"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.IN_FORCE)
    rules = models.CharField(max_length=120, blank=True, default="")
    words = models.TextField(blank=True, default="")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="decisions")
    second = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions_confirmed"
    )
    at = models.DateTimeField(auto_now_add=True)
    # The last moment at which it holds; None for good.
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["about_type", "about_id", "id"], name="decision_about"),
            models.Index(fields=["until"], condition=Q(state="in_force"), name="decision_until"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about or '·'}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:decision", args=[self.pk])

    @property
    def what(self) -> str:
        """“A message · its first words”, for whom it concerns and for moderators."""
        return in_words(self.about)

    @property
    def sentences(self) -> list[str]:
        return sentences(self.rules.split(","))

    @property
    def is_of_person(self) -> bool:
        return self.kind in (Decision.Kind.LIMITED, Decision.Kind.SUSPENDED)

    @property
    def is_automatic(self) -> bool:
        return self.by_id is None and self.kind in (Decision.Kind.HELD, Decision.Kind.REFUSED)

    @property
    def holds(self) -> bool:
        return self.state == DecisionState.IN_FORCE

    @property
    def is_proposed(self) -> bool:
        return self.state == DecisionState.PROPOSED
