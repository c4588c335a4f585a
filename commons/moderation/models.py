"""A flag: somebody asks the moderators to look at a thing."""

from collections.abc import Sequence

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.base.models import Dated
from commons.base.rules import sentences
from commons.base.text import same_host, word_key
from commons.people.models import Person


class FlagQuerySet(models.QuerySet["Flag"]):
    def waiting(self) -> "FlagQuerySet":
        return self.filter(state=Flag.State.OPEN).order_by("created")

    def settled(self) -> "FlagQuerySet":
        return self.exclude(state=Flag.State.OPEN).order_by("-changed")

    def ready_to_read(self) -> "FlagQuerySet":
        """With everything that a list of flags shows: a query per kind of thing, not per flag."""
        return self.select_related("by", "settled_by", "about_type").prefetch_related("about")


class Flag(Dated):
    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        UPHELD = "upheld", _("acted upon")
        DISMISSED = "dismissed", _("no action needed")

    class Reason(models.TextChoices):
        HURTFUL = "hurtful", _("It hurts somebody")
        PRIVATE = "private", _("It shows private information")
        FALSE = "false", _("It is false or misleading")
        SPAM = "spam", _("It is advertising")
        MONEY = "money", _("Somebody asks for money")
        ILLEGAL = "illegal", _("The law does not allow it")
        DANGER = "danger", _("Somebody may be in danger")
        OTHER = "other", _("Something else")
        APPEAL = "appeal", _("An author asks another moderator to look")

    about_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    about_id = models.BigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="flags")
    # The server whose moderators ask, when it is nobody of this town: they do not say who asked them.
    home = models.CharField(max_length=255, blank=True, default="")
    reason = models.CharField(max_length=20, choices=Reason)
    note = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    settled_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="flags_settled")
    answer = models.TextField(blank=True, default="")
    # What a moderator wrote to the town where the thing comes from. Never the note: it could tell who asked.
    forwarded = models.TextField(blank=True, default="")

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about_type", "about_id", "by"], name="flag_once_per_person")
        ]

    def __str__(self) -> str:
        return f"flag {self.pk}"

    @property
    def author(self) -> Person | None:
        """Whom it is about: the person flagged, or who wrote the thing."""
        return self.about if isinstance(self.about, Person) else getattr(self.about, "author", None)

    @property
    def home_of_author(self) -> str:
        return self.author.home if self.author else ""


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


class Decision(models.Model):
    """Why a thing does not appear: the names of the rules, by a moderator, or by nobody when a rule held it itself.

    The words that go with it are kept by the room, with the step that was taken.
    """

    class Kind(models.TextChoices):
        HELD = "held", _("held for a look")
        REFUSED = "refused", _("given back")
        HIDDEN = "hidden", _("hidden")

    about_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    about_id = models.BigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    kind = models.CharField(max_length=10, choices=Kind)
    rules = models.CharField(max_length=120, blank=True, default="")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="decisions")
    at = models.DateTimeField(auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["about_type", "about_id", "id"], name="decision_about")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about or '·'}"

    def get_absolute_url(self) -> str:
        address: str = self.about.get_absolute_url() if self.about else "/"
        return address

    @property
    def author(self) -> Person | None:
        """Whom an appeal is about: who decided. They do not settle it."""
        return self.by

    @property
    def sentences(self) -> list[str]:
        return sentences(self.rules.split(","))


class WatchList(Dated):
    """Words and hosts that the gate knows, one per line; the newest row counts, and there is one."""

    words = models.TextField(blank=True, default="")
    hosts = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return "words and hosts that the gate knows"

    @classmethod
    def now(cls) -> "WatchList":
        return cls.objects.order_by("pk").last() or cls()

    @property
    def word_keys(self) -> set[str]:
        return {key for line in self.words.splitlines() if (key := word_key(line))}

    @property
    def host_keys(self) -> set[str]:
        return {same_host(line.strip()) for line in self.hosts.splitlines() if line.strip()}
