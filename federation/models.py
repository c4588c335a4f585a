"""What the roof needs to know: servers, actors and keys, what came in, what must go out."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.leases import Leased, Work
from commons.communities.models import Community
from commons.people.models import Person


class Server(models.Model):
    """Another server, by host (with port, if any): whether it may talk to us, how it wants to be spoken to, and
    the lane of what waits for it. Outside of development a host has one origin: https on the usual port.

    The lease lies on the lane, not on its letters: who has it posts them one after the other. `reason` is public,
    `note` is for moderators. `last_inbox` is where the last of its people was told things, kept when nobody there
    is known any more: it may still hold copies of ours.
    """

    class Standing(models.TextChoices):
        UNKNOWN = "unknown", _("not decided")
        ALLOWED = "allowed", _("allowed")
        LIMITED = "limited", _("limited")
        BLOCKED = "blocked", _("suspended")

    class Dialect(models.TextChoices):
        CAVAGE = "cavage", "draft-cavage"
        RFC9421 = "rfc9421", "RFC 9421"

    host = models.CharField(max_length=255, unique=True)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.UNKNOWN)
    hides_media = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True, default="")
    note = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    last_inbox = models.CharField(max_length=2048, blank=True, default="")
    dialect = models.CharField(max_length=10, choices=Dialect, default=Dialect.CAVAGE)
    failing_since = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # When somebody looks at the lane next; empty when nothing waits.
    next_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    failed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True, default="")
    dormant_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="server_next", condition=Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.host

    def get_absolute_url(self) -> str:
        """Where everybody reads what was decided."""
        return reverse("neighbours")


class RemoteActor(models.Model):
    """Where to write to somebody elsewhere. Who they are is a Person or a Community like any other."""

    uri = models.CharField(max_length=2048, unique=True)
    type = models.CharField(max_length=20)
    host = models.CharField(max_length=255)
    person = models.OneToOneField(Person, null=True, on_delete=models.CASCADE, related_name="remote_actor")
    community = models.OneToOneField(
        Community, null=True, on_delete=models.CASCADE, related_name="remote_actor"
    )
    inbox = models.CharField(max_length=2048)
    shared_inbox = models.CharField(max_length=2048, blank=True, default="")
    outbox = models.CharField(max_length=2048, blank=True, default="")
    followers = models.CharField(max_length=2048, blank=True, default="")
    # Of a group: its collections of pinned things and of those who look after it.
    featured = models.CharField(max_length=2048, blank=True, default="")
    moderators = models.CharField(max_length=2048, blank=True, default="")
    fetched_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["host"], name="remote_actor_host")]

    def __str__(self) -> str:
        return self.uri

    @property
    def best_inbox(self) -> str:
        return self.shared_inbox or self.inbox


class RemoteKey(models.Model):
    """A public key that an actor elsewhere lists: PEM, or a Multikey for proofs."""

    key_id = models.CharField(max_length=2048, unique=True)
    actor = models.ForeignKey(RemoteActor, on_delete=models.CASCADE, related_name="keys")
    public = models.TextField()
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key_id


class LocalKey(models.Model):
    """The keys of one of ours: a person, a community, or the server itself. Private halves are sealed.

    A row with a `successor` is retired: it belongs to nobody any more and signs only what was written before.
    """

    person = models.OneToOneField(Person, null=True, on_delete=models.CASCADE, related_name="local_key")
    community = models.OneToOneField(Community, null=True, on_delete=models.CASCADE, related_name="local_key")
    is_instance = models.BooleanField(default=False)
    rsa_private = models.TextField()
    rsa_public = models.TextField()
    ed25519_private = models.TextField()
    ed25519_public = models.CharField(max_length=100)
    successor = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="retired")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_instance"], condition=Q(is_instance=True), name="local_key_one_instance"
            )
        ]

    def __str__(self) -> str:
        return f"key {self.pk}"


class ReceivedActivity(Leased):
    """What came through the door and is believed to be from `actor`. Handled in order per actor (its lane)."""

    activity_id = models.CharField(max_length=2048)
    actor = models.CharField(max_length=2048)
    host = models.CharField(max_length=255)
    body = models.TextField()
    received_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=60, blank=True, default="")

    class Meta(Leased.Meta):
        constraints = [models.UniqueConstraint(fields=["activity_id", "actor"], name="received_once")]

    def __str__(self) -> str:
        return self.activity_id

    def park(self, seconds: float, why: str) -> None:
        """Wait beside the lane: what this needs may come late or never, and others must not wait for it."""
        self._settle(lane="", due_at=timezone.now() + timedelta(seconds=seconds), last_error=why[:500])


class HeldLetter(models.Model):
    """What a server wrote that nobody here has dealt with: believed to be from `actor`, acted upon by nobody yet."""

    activity_id = models.CharField(max_length=2048)
    actor = models.CharField(max_length=2048)
    host = models.CharField(max_length=255, db_index=True)
    body = models.TextField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity_id", "actor"], name="held_once")]

    def __str__(self) -> str:
        return self.activity_id


class Relayed(models.Model):
    """The activity that brought us a thing, as its author signed it: a group passes it on unchanged (FEP-1b12)."""

    object_uri = models.CharField(max_length=2048, unique=True)
    activity = models.TextField()
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.object_uri


class Told(models.Model):
    """A thing of ours that other servers may hold a copy of: when it is no longer for them, they are told so."""

    object_uri = models.CharField(max_length=2048, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.object_uri


class Gone(models.Model):
    """A Delete that may have come before what it deletes, remembered for seven days.

    `key` names the thing and who deleted it: nobody makes a neighbour's words disappear before they are said.
    """

    key = models.CharField(max_length=64, unique=True)
    uri = models.CharField(max_length=2048)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.uri


class Delivery(Work):
    """One activity for one inbox. Same id at every try, so that a repeat is harmless. It waits in the lane of its
    host, which is leased as a whole, in the order of `rank` and id; `due_at` in the future keeps it beside the
    others.
    """

    activity_id = models.CharField(max_length=2048)
    inbox = models.CharField(max_length=2048)
    host = models.CharField(max_length=255)
    body = models.TextField()
    # What it says and of which thing, seen through a group's Announce.
    kind = models.CharField(max_length=30, blank=True, default="")
    about = models.CharField(max_length=2048, blank=True, default="")
    # Kept for a lane that sleeps: it takes something back, or says who somebody is.
    lasting = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=1)
    signer = models.ForeignKey(LocalKey, on_delete=models.CASCADE, related_name="deliveries")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["activity_id", "inbox"], name="delivery_once")]
        indexes = [
            models.Index(fields=["host", "rank", "id"], name="delivery_waiting", condition=Q(state="ready")),
            models.Index(fields=["done_at"], name="delivery_done", condition=~Q(state="ready")),
            models.Index(fields=["about"], name="delivery_about", condition=~Q(about="")),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} to {self.inbox}"

    def revive(self) -> None:
        super().revive()
        Server.objects.filter(host=self.host).update(next_at=timezone.now())
