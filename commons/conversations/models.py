"""Topics in communities, topics attached to a thing, private threads; posts numbered without gaps."""

import uuid
from collections import Counter
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from commons.base.models import Addressed, Dated
from commons.base.sealing import unseal
from commons.base.text import render_markdown
from commons.communities.models import Community
from commons.people import homes
from commons.people.blocks import blocked_with
from commons.people.models import Person
from commons.people.permissions import is_moderator

SEALED_FOR = "private thread"
EMOJI = ["👍", "❤️", "😊", "🙏", "🤔", "👎"]


class TopicQuerySet(models.QuerySet["Topic"]):
    def public(self) -> "TopicQuerySet":
        return _not_hidden(self.exclude(kind=Topic.Kind.PRIVATE).exclude(state=Topic.State.HIDDEN))

    def readable_by(self, person: Person | None) -> "TopicQuerySet":
        """Public topics, one's own threads, and threads that a member has shown to the moderators."""
        if person is None or not person.is_local:
            return self.public()
        own = Participant.objects.own_threads_of(person).values("topic")
        readable = (~Q(kind=Topic.Kind.PRIVATE) & ~Q(state=Topic.State.HIDDEN)) | Q(
            kind=Topic.Kind.PRIVATE, pk__in=own
        )
        if is_moderator(person):
            readable |= Q(shown_to_moderators_at__isnull=False)
        return _not_hidden(self.filter(readable))

    def heard_by(self, person: Person | None) -> "TopicQuerySet":
        """What lists show: nothing of limited servers, unless the person follows its author or its space."""
        return homes.heard_by(person, self, author="author", group="community")


def _not_hidden(topics: TopicQuerySet) -> TopicQuerySet:
    """Neither those that live on a suspended server, nor those that somebody there has started."""
    return homes.not_hidden(topics, "home", "author__home")


class Topic(Addressed, Dated):
    """`last_seq` counts everything that happened here; it is raised under the row's lock, so without gaps."""

    address_kind = "topic"

    class Kind(models.TextChoices):
        PUBLIC = "public", _("conversation")
        TALK = "talk", _("talk page")
        PRIVATE = "private", _("private thread")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        LOCKED = "locked", _("closed")
        HIDDEN = "hidden", _("hidden")

    community = models.ForeignKey(
        Community, null=True, blank=True, on_delete=models.CASCADE, related_name="topics"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PUBLIC)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    title = models.CharField(max_length=200)
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="topics")
    url = models.CharField(max_length=2048, blank=True, default="")
    outcome = models.TextField(blank=True, default="")
    pinned = models.BooleanField(default=False)
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
            )
        ]
        indexes = [models.Index(fields=["community", "-last_post_at"], name="topic_recent")]

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
    def is_kept_here(self) -> bool:
        """Its space is ours, or it has none: nobody elsewhere decides of it."""
        return self.is_local and (self.community is None or self.community.is_local)

    @property
    def is_shown(self) -> bool:
        """May lists that everybody reads name it?"""
        return not self.is_private and self.state != Topic.State.HIDDEN and not homes.is_hidden(self.home)


class PostQuerySet(models.QuerySet["Post"]):
    def shown(self) -> "PostQuerySet":
        return self.filter(state=Post.State.VISIBLE)

    def readable_by(self, person: Person | None) -> "PostQuerySet":
        return self.filter(topic__in=Topic.objects.readable_by(person)).select_related("topic", "author")

    def ready_to_show(self) -> "PostQuerySet":
        """With everything that `_message.html` draws, and the topic."""
        return self.with_voices().select_related("topic")

    def with_voices(self) -> "PostQuerySet":
        """With who speaks, who is answered and how people reacted, for posts whose topic is at hand."""
        # Few posts answer another: asking apart costs less than joining two tables to every row.
        # A list per post, since a manager per post costs as much as the question.
        reacted = Prefetch("reactions", to_attr="given")
        return self.select_related("author").prefetch_related(reacted, "reply_to__author")


class Post(Addressed):
    """`source` is Markdown; in a private thread it is sealed and `html` stays empty. `seq` is its place."""

    address_kind = "post"
    address_brings = ("topic__community",)

    class State(models.TextChoices):
        VISIBLE = "visible", _("visible")
        HIDDEN = "hidden", _("hidden by moderation")
        DELETED = "deleted", _("deleted")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    seq = models.PositiveIntegerField()
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="posts")
    reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replies"
    )
    source = models.TextField()
    html = models.TextField(blank=True, default="")
    url = models.CharField(max_length=2048, blank=True, default="")
    created = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.VISIBLE)
    client_id = models.UUIDField(default=uuid.uuid4)
    # From elsewhere only: what its author warns of, and the files and links that came with it, as
    # [{"kind": "image" | "file" | "link" | "quote", "url": ..., "name": ...}].
    warning = models.CharField(max_length=500, blank=True, default="")
    attached: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "seq"], name="post_seq_once"),
            models.UniqueConstraint(fields=["author", "client_id"], name="post_sent_once"),
        ]

    def __str__(self) -> str:
        return f"post {self.seq} of topic {self.topic_id}"

    def get_absolute_url(self) -> str:
        """The page of the topic that holds it, at its place."""
        return f"{self.topic.get_absolute_url()}?m={self.seq}#m{self.seq}"

    @cached_property
    def is_heard(self) -> bool:
        """By everybody; whoever draws it for one person writes here what that person hears."""
        return homes.hears(None, self.author)

    @property
    def text(self) -> str:
        """What was typed, opened if it was sealed."""
        return unseal(self.source, purpose=SEALED_FOR) if self.topic.is_private else self.source

    @property
    def body(self) -> SafeString:
        """What it says as safe HTML: cleaned when it was written, or opened and rendered now if it was sealed."""
        html = render_markdown(self.text, profile="post").html if self.topic.is_private else self.html
        return mark_safe(html)  # noqa: S308 (cleaned by commons.base.text either way)

    @property
    def reaction_counts(self) -> list[tuple[str, int]]:
        """[("👍", 3), ...] in the order of EMOJI; the first one always stands there, ready to be pressed."""
        given = vars(self).get("given")  # read with many others, see `with_voices`
        counts = Counter(reaction.emoji for reaction in (self.reactions.all() if given is None else given))
        return [(emoji, counts[emoji]) for emoji in EMOJI if counts[emoji] or emoji == EMOJI[0]]


class PostRevision(models.Model):
    """What a public post said before it was changed."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    source = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"earlier text of {self.post_id}"


class TopicEvent(models.Model):
    """The log that open pages catch up from; the database is the truth, frames are only hints of it."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE)
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


class Reaction(models.Model):
    """`uri` is the address under which somebody elsewhere said it, and may take it back."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reactions")
    emoji = models.CharField(max_length=8)
    uri = models.CharField(max_length=2048, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person", "emoji"], name="reaction_once")]

    def __str__(self) -> str:
        return f"{self.emoji} on post {self.post_id}"
