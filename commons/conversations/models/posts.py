"""Messages: numbered without gaps, with what they said before, how people reacted and the pictures they bring."""

import uuid
from collections import Counter
from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from commons.base.models import Addressed
from commons.base.sealing import purpose, unseal, unseal_bytes
from commons.base.text import render_markdown
from commons.conversations.models.topics import Topic
from commons.images.models import Image
from commons.people import homes
from commons.people.models import Person

SEALED_FOR = purpose("private thread")
EMOJI = ["👍", "❤️", "😊", "🙏", "🤔", "👎"]


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
    """`source` is Markdown; in a private thread it is sealed and `html` stays empty.

    `seq` is its number among all that happened in the topic, `place` the one among its messages: 1, 2, 3.
    """

    address_kind = "post"
    address_brings = ("topic__community",)

    class State(models.TextChoices):
        VISIBLE = "visible", _("visible")
        HIDDEN = "hidden", _("hidden by moderation")
        DELETED = "deleted", _("deleted")
        MOVED = "moved", _("moved")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    seq = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
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
    language = models.CharField(
        max_length=35, blank=True, default="", db_default=""
    )  # as its home says it: "en", "pt-BR"

    has_pictures = models.BooleanField(default=False)
    has_poll = models.BooleanField(default=False)
    # Where it came from when a moderator moved it here; of the stub it left there, which message it was.
    moved_from = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    moved_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="stubs"
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "seq"], name="post_seq_once"),
            models.UniqueConstraint(fields=["topic", "place"], name="post_place_once"),
            models.UniqueConstraint(fields=["author", "client_id"], name="post_sent_once"),
        ]
        indexes = [models.Index(fields=["topic", "created"], name="post_by_date")]

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


class RemovedPost(models.Model):
    """What a message said that a moderator removed, apart from it, for another look at that decision alone."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="removed")
    source = models.TextField()
    html = models.TextField(blank=True, default="")
    warning = models.CharField(max_length=500, blank=True, default="")
    attached: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"what post {self.post_id} said"

    @property
    def text(self) -> str:
        """Opened if it was sealed."""
        return self.written_into(Post(topic=self.post.topic)).text

    def written_into(self, post: Post) -> Post:
        post.source, post.html = self.source, self.html
        post.warning, post.attached = self.warning, self.attached
        return post


class PostRevision(models.Model):
    """What a public post said before it was changed."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    source = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"earlier text of {self.post_id}"


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


class Attachment(models.Model):
    """A picture that came with a post of ours, and what one sees in it. Where not everybody reads, its bytes are sealed
    and `image` is empty.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="pictures")
    image = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.SET_NULL, related_name="attachments"
    )
    sealed = models.BinaryField(default=b"", blank=True)
    alt = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.alt

    def get_absolute_url(self) -> str:
        return reverse("conversations:picture", args=[self.pk])

    @property
    def content(self) -> bytes:
        """WebP, opened."""
        return unseal_bytes(bytes(self.sealed), purpose=SEALED_FOR) if self.sealed else b""
