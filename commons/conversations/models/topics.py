"""Topics in communities and circles, topics attached to a thing, private threads; their log, who is in them."""

from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.models import Addressed, Dated
from commons.communities.models import Community
from commons.conversations.models.circles import Circle, Seat
from commons.people import homes
from commons.people.blocks import blocked_with
from commons.people.models import Person
from commons.people.permissions import is_moderator


class TopicQuerySet(models.QuerySet["Topic"]):
    def public(self) -> "TopicQuerySet":
        """What everybody may read, also without an account; the stub of one that was merged leads on."""
        everybody = self.filter(reach=Topic.Reach.EVERYBODY).exclude(kind=Topic.Kind.PRIVATE)
        return _not_hidden(everybody.exclude(state=Topic.State.HIDDEN))

    def readable_by(self, person: Person | None) -> "TopicQuerySet":
        """Also what is said among residents, in one's own circles and threads, and what was shown to the moderators."""
        if person is None or not person.is_local:
            return self.public()
        own = Participant.objects.own_threads_of(person).values("topic")
        circles = Seat.objects.kept_by(person).values("circle")
        shown = ~Q(kind=Topic.Kind.PRIVATE) & ~Q(state=Topic.State.HIDDEN)
        readable = shown & ~Q(reach=Topic.Reach.CIRCLE)
        readable |= shown & Q(reach=Topic.Reach.CIRCLE, circle__in=circles)
        readable |= Q(kind=Topic.Kind.PRIVATE, pk__in=own)
        if is_moderator(person):
            readable |= Q(shown_to_moderators_at__isnull=False)
        return _not_hidden(self.filter(readable))

    def listed_for(self, person: Person | None) -> "TopicQuerySet":
        """What lists of conversations name: neither private threads nor the stubs of merged ones."""
        return self.readable_by(person).exclude(kind=Topic.Kind.PRIVATE).filter(merged_into=None)

    def heard_by(self, person: Person | None) -> "TopicQuerySet":
        """What lists show: nothing of limited servers, unless the person follows its author or its space."""
        return homes.heard_by(person, self, author="author", group="community")


def _not_hidden(topics: TopicQuerySet) -> TopicQuerySet:
    """Neither those that live on a suspended server, nor those that somebody there has started."""
    return homes.not_hidden(topics, "home", "author__home")


class Topic(Addressed, Dated):
    """`last_seq` counts everything that happened here; it is raised under the row's lock, so without gaps.

    `post_count` is the place of the last message. `slow_seconds`: one message per person in so many; 0 for no limit.
    """

    address_kind = "topic"

    class Kind(models.TextChoices):
        PUBLIC = "public", _("conversation")
        TALK = "talk", _("talk page")
        PRIVATE = "private", _("private thread")

    class Reach(models.TextChoices):
        EVERYBODY = "everybody", _("Everybody, also without an account")
        MEMBERS = "members", _("People with an account in this town")
        CIRCLE = "circle", _("The members of a circle")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        LOCKED = "locked", _("closed")
        ARCHIVED = "archived", _("archived")
        HIDDEN = "hidden", _("hidden")

    community = models.ForeignKey(
        Community, null=True, blank=True, on_delete=models.CASCADE, related_name="topics"
    )
    circle = models.ForeignKey(Circle, null=True, blank=True, on_delete=models.CASCADE, related_name="topics")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PUBLIC)
    reach = models.CharField(max_length=10, choices=Reach, default=Reach.EVERYBODY)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    title = models.CharField(max_length=200)
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="topics")
    url = models.CharField(max_length=2048, blank=True, default="")
    outcome = models.TextField(blank=True, default="")
    pinned = models.BooleanField(default=False)
    announcements = models.BooleanField(default=False)
    slow_seconds = models.PositiveIntegerField(default=0)
    # Slow by itself until then, since many messages came in a short while.
    heated_until = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )
    last_seq = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(null=True, blank=True)
    shown_to_moderators_at = models.DateTimeField(null=True, blank=True)
    about_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.SET_NULL)
    about_id = models.BigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")

    objects = TopicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id"], condition=Q(kind="talk"), name="topic_one_talk_per_thing"
            ),
            models.CheckConstraint(
                condition=Q(reach="circle", circle__isnull=False)
                | (~Q(reach="circle") & Q(circle__isnull=True)),
                name="topic_circle_reaches_its_circle",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "-last_post_at"], name="topic_recent"),
            models.Index(fields=["heated_until"], condition=Q(heated_until__isnull=False), name="topic_hot"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("conversations:topic", args=[self.pk])

    @property
    def thing(self) -> str:
        """The name under which open pages listen to this topic."""
        return f"topic:{self.pk}"

    @property
    def is_private(self) -> bool:
        return self.kind == Topic.Kind.PRIVATE

    @property
    def is_public(self) -> bool:
        """Everybody may read it: the public record, feeds, other towns and what is kept of pages may know it."""
        return not self.is_private and self.reach == Topic.Reach.EVERYBODY

    @property
    def is_shown_to_all(self) -> bool:
        """As `is_public`, and no moderator has hidden it since."""
        return self.is_public and self.state != Topic.State.HIDDEN

    @property
    def is_confided(self) -> bool:
        """Said among few: moderators read it only once somebody there has shown it to them."""
        return self.is_private or self.reach == Topic.Reach.CIRCLE

    @property
    def is_kept_here(self) -> bool:
        """Its space is ours, or it has none: nobody elsewhere decides of it."""
        return self.is_local and (self.community is None or self.community.is_local)

    @property
    def is_shown(self) -> bool:
        """May lists that everybody reads name it?"""
        return self.is_public and self.state != Topic.State.HIDDEN and not homes.is_hidden(self.home)

    @property
    def is_heated(self) -> bool:
        return self.heated_until is not None and self.heated_until > timezone.now()


class TopicEvent(models.Model):
    """The log that open pages catch up from; the database is the truth, frames are only hints of it."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    post = models.ForeignKey("conversations.Post", null=True, on_delete=models.CASCADE)
    # Of an assembly: its panels that changed ("hands,agenda"), or a line that was typed for others ("caption:12").
    panels = models.CharField(max_length=60, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "seq"], name="event_seq_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.seq} of topic {self.topic_id}"


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def own_threads_of(self, person: Person) -> "ParticipantQuerySet":
        """Those that the person may open: without those of somebody whom they have blocked, or who blocked them."""
        own = self.filter(person=person, left_at=None)
        if blocked := blocked_with(person):
            parted = Participant.objects.filter(person__in=blocked, left_at=None)
            own = own.exclude(topic__in=parted.values("topic"))
        return own


class Participant(models.Model):
    """Somebody in a private thread. Administrators are not, unless a member has let them in."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="threads")
    left_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "person"], name="participant_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in topic {self.topic_id}"


class ReadMark(models.Model):
    """How far somebody has read. Nobody else ever sees it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="read_marks")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="read_marks")
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"{self.person_id} read topic {self.topic_id} up to {self.last_seq}"


def topic_of(thing: Any) -> Topic | None:
    """The conversation that a flag, a decision or a notice is about: the topic itself or that of a message."""
    found = getattr(thing, "topic", thing)
    return found if isinstance(found, Topic) else None
