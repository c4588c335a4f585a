"""Words that nobody reads yet: what waits for a moderator, and what somebody has begun to write."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.base.sealing import purpose, seal, unseal, unseal_bytes
from commons.communities.models import Community
from commons.conversations.models.posts import SEALED_FOR
from commons.conversations.models.topics import Topic
from commons.people.models import Person

DRAFT_SEALED_FOR = purpose("draft of a message")


class HeldPostQuerySet(models.QuerySet["HeldPost"]):
    def waiting(self) -> "HeldPostQuerySet":
        return self.filter(state=HeldPost.State.WAITING).order_by("pk")

    def ready_to_read(self) -> "HeldPostQuerySet":
        return self.select_related("author", "topic", "community", "decided_by")


class HeldPost(models.Model):
    """Not a post yet: it takes no number until a moderator lets it appear, so that nothing else can know of it.

    Without a topic it is the beginning of a conversation in `community`, under `title`. Its picture is sealed, for its
    author and those who decide: it goes with the message, or is gone.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SHOWN = "shown", _("published")
        REFUSED = "refused", _("given back")

    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="held")
    community = models.ForeignKey(
        Community, null=True, blank=True, on_delete=models.CASCADE, related_name="held_topics"
    )
    title = models.CharField(max_length=200, blank=True, default="")
    reach = models.CharField(max_length=10, choices=Topic.Reach, default=Topic.Reach.EVERYBODY)
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="held_posts")
    text = models.TextField()
    sealed = models.BinaryField(default=b"", blank=True)
    alt = models.CharField(max_length=300, blank=True, default="")
    reply_seq = models.PositiveIntegerField(default=0)
    client_id = models.UUIDField(default=uuid.uuid4)
    rule = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, default="")

    objects = HeldPostQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "client_id"], name="held_post_once")]

    def __str__(self) -> str:
        return f"message of {self.author_id} that waits"

    @property
    def content(self) -> bytes:
        """Its picture as WebP, opened; b"" for none."""
        return unseal_bytes(bytes(self.sealed), purpose=SEALED_FOR) if self.sealed else b""

    @property
    def is_shown(self) -> bool:
        """May the public record name it?"""
        return False


class Draft(models.Model):
    """What one person has begun to write in one place; sealed, since nobody else is meant to read it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts_of_posts")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    community = models.ForeignKey(
        Community, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts_of_topics"
    )
    sealed = models.TextField()
    reply_seq = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "topic"], name="draft_once_per_topic"),
            models.UniqueConstraint(fields=["person", "community"], name="draft_once_per_space"),
            models.CheckConstraint(
                condition=Q(topic__isnull=False) ^ Q(community__isnull=False), name="draft_has_one_place"
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def words(self) -> tuple[str, str]:
        """Title and text."""
        title, _line, text = unseal(self.sealed, purpose=DRAFT_SEALED_FOR).partition("\n")
        return title, text

    def keep(self, *, title: str, text: str) -> None:
        """Nothing is saved."""
        self.sealed = seal(f"{' '.join(title.split())}\n{text}", purpose=DRAFT_SEALED_FOR)
