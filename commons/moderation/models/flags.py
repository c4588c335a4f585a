"""A flag: somebody asks the moderators to look at a thing. Those about one thing are one case."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.base.models import Dated
from commons.moderation.flaggable import author_of, in_words, with_what_is_beside
from commons.moderation.models.cases import Case
from commons.people.models import Person


class FlagQuerySet(models.QuerySet["Flag"]):
    def waiting(self) -> "FlagQuerySet":
        return self.filter(state=Flag.State.OPEN).order_by("created")

    def settled(self) -> "FlagQuerySet":
        return self.exclude(state=Flag.State.OPEN).order_by("-changed")

    def ready_to_read(self) -> "FlagQuerySet":
        """With everything that a list of flags shows: a query per kind of thing, not per flag."""
        return self.select_related("by", "settled_by", "about_type").prefetch_related(
            GenericPrefetch("about", with_what_is_beside())
        )


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

    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="flags")
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
        constraints = [models.UniqueConstraint(fields=["case", "by"], name="flag_once_per_case")]

    def __str__(self) -> str:
        return f"flag {self.pk}"

    @property
    def what(self) -> str:
        return in_words(self.about)

    @property
    def author(self) -> Person | None:
        """Whom it is about: the person flagged, or who wrote the thing."""
        return author_of(self.about)

    @property
    def home_of_author(self) -> str:
        return self.author.home if self.author else ""
