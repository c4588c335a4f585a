"""A conversation in live mode: when it is, who looks after it, what it is about, who wants to speak, what is noted.

Nothing here says who is present. A raised hand is gone when it is lowered; what is typed for others is gone at the end
unless the hosts keep it with the record.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from commons.base.models import Dated
from commons.conversations.models.topics import Topic
from commons.people.models import Person

LONGEST_CAPTION = 200  # signs of one line: about what is said in ten seconds


class AssemblyQuerySet(models.QuerySet["Assembly"]):
    def coming(self) -> "AssemblyQuerySet":
        return self.filter(state=Assembly.State.CALLED).order_by("starts_at")

    def readable_by(self, person: Person | None) -> "AssemblyQuerySet":
        return self.filter(topic__in=Topic.objects.readable_by(person)).select_related("topic")


class Assembly(Dated):
    """`starts_at` and `ends_at` are what was planned, `opened_at` and `closed_at` what the hosts did."""

    class State(models.TextChoices):
        CALLED = "called", _("announced")
        OPEN = "open", _("in progress")
        CLOSED = "closed", _("over")
        CALLED_OFF = "called_off", _("will not take place")

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="assembly")
    state = models.CharField(max_length=12, choices=State, default=State.CALLED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True, default="")
    keeps_captions = models.BooleanField(default=False)
    minutes = models.TextField(blank=True, default="")
    minutes_html = models.TextField(blank=True, default="")
    minutes_number = models.PositiveIntegerField(default=0)

    objects = AssemblyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="assembly_ends_after_it_starts"
            )
        ]
        indexes = [
            models.Index(fields=["starts_at"], condition=Q(state="called"), name="assembly_coming"),
            models.Index(fields=["ends_at"], condition=Q(state="open"), name="assembly_open"),
        ]

    def __str__(self) -> str:
        return f"assembly in topic {self.topic_id}"

    def get_absolute_url(self) -> str:
        return self.topic.get_absolute_url()

    @property
    def is_open(self) -> bool:
        return self.state == Assembly.State.OPEN

    @property
    def is_over(self) -> bool:
        return self.state == Assembly.State.CLOSED

    @property
    def minutes_shown(self) -> SafeString:
        return mark_safe(self.minutes_html)  # noqa: S308 (cleaned by commons.base.text when it was saved)

    @property
    def record_address(self) -> str:
        return reverse("conversations:record", args=[self.topic_id])

    @cached_property
    def hosts(self) -> list[Person]:
        return self._charged(AssemblyRole.Name.HOST)

    @cached_property
    def captioners(self) -> list[Person]:
        return self._charged(AssemblyRole.Name.CAPTIONER)

    def _charged(self, name: str) -> list[Person]:
        return [role.person for role in self.roles_held if role.name == name]

    @cached_property
    def roles_held(self) -> "list[AssemblyRole]":
        return list(self.roles.select_related("person").order_by("pk"))

    @cached_property
    def agenda(self) -> "list[AgendaItem]":
        return list(self.items.order_by("place"))


class AssemblyRole(models.Model):
    """Who looks after an assembly, and who types there for others. Both stand on its page."""

    class Name(models.TextChoices):
        HOST = "host", _("looks after the assembly")
        CAPTIONER = "captioner", _("types what is said")

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assembly_roles")
    name = models.CharField(max_length=10, choices=Name)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly", "person", "name"], name="assembly_role_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.name} of assembly {self.assembly_id}"


class AgendaItem(models.Model):
    """`outcome` is what was decided or agreed about it."""

    class State(models.TextChoices):
        COMING = "coming", _("to come")
        CURRENT = "current", _("now")
        DONE = "done", _("done")

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=140)
    minutes = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.COMING)
    outcome = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assembly"], condition=Q(state="current"), name="agenda_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Hand(models.Model):
    """Somebody wants to speak, or speaks. In order of keys, which are given under the lock of the topic."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="hands")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="hands")
    raised_at = models.DateTimeField(auto_now_add=True)
    has_floor = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly", "person"], name="hand_raised_once"),
            models.UniqueConstraint(fields=["assembly"], condition=Q(has_floor=True), name="one_speaks"),
        ]

    def __str__(self) -> str:
        return f"hand of {self.person_id} in assembly {self.assembly_id}"


class MinutesRevision(models.Model):
    """What the minutes were, version by version, and who wrote each."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assembly", "number"], name="minutes_number_once")]

    def __str__(self) -> str:
        return f"minutes {self.number} of assembly {self.assembly_id}"


class CaptionLine(models.Model):
    """One line of what is said, typed by somebody for those who do not hear it. It does not say by whom."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="captions")
    text = models.CharField(max_length=LONGEST_CAPTION)
    at = models.DateTimeField(auto_now_add=True)
    client_id = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return f"caption {self.pk}"


def authors_of(revisions: Iterable[MinutesRevision]) -> list[Any]:
    """Each once, the first one first; those who left are not named."""
    return list(dict.fromkeys(revision.by for revision in revisions if revision.by is not None))
