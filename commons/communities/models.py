"""The town itself, and its communities: what people follow, belong to and write in."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.models import Addressed, Dated
from commons.base.text import excerpt, plain, render_markdown


class Town(models.Model):
    """One row: what an administrator may change while the town runs."""

    name = models.CharField(max_length=120, default="Calade")
    tagline = models.CharField(max_length=300, blank=True, default="")
    intro = models.TextField(blank=True, default="")
    charter = models.TextField(blank=True, default="")
    privacy = models.TextField(blank=True, default="")
    accessibility = models.TextField(blank=True, default="")
    insee = models.CharField(max_length=5, blank=True, default="")

    def __str__(self) -> str:
        return self.name

    @property
    def lead(self) -> str:
        """The first sentences of the introduction, in words alone: what a visitor reads in three seconds."""
        words = excerpt(plain(self.intro_html), 170)
        whole, stop, _cut = words.rpartition(". ")
        return whole + "." if stop and words.endswith("…") else words

    @property
    def intro_html(self) -> str:
        return render_markdown(self.intro, profile="post").html

    @property
    def charter_html(self) -> str:
        return render_markdown(self.charter, profile="wiki").html


class CommunityQuerySet(models.QuerySet["Community"]):
    def local(self) -> "CommunityQuerySet":
        return self.filter(home="")

    def followed_from_elsewhere(self) -> "CommunityQuerySet":
        """Of other towns, and followed by somebody here; in order of town and name."""
        followed = self.exclude(home="").filter(followers__state="accepted", followers__follower__home="")
        return followed.distinct().order_by("home", "name")

    def followed_by(self, person: Any) -> "CommunityQuerySet":
        return self.filter(followers__follower=person, followers__state="accepted")


class Community(Addressed, Dated):
    """A theme, a neighbourhood or a space, as something that people and other towns can follow."""

    address_kind = "group"

    class Kind(models.TextChoices):
        THEME = "theme", _("theme")
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")
        SPACE = "space", _("space")
        BOARD = "board", _("mutual-aid board")

    kind = models.CharField(max_length=20, choices=Kind)
    handle = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    summary = models.TextField(blank=True, default="")
    url = models.CharField(max_length=2048, blank=True, default="")

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("communities")
        constraints = [
            models.UniqueConstraint(fields=["handle", "home"], name="community_handle_once_per_home")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("communities:community", args=[self.acct])

    @property
    def acct(self) -> str:
        return f"{self.handle}@{self.home}" if self.home else self.handle


class NeighbourTown(models.Model):
    """What another town calls itself. Read through `towns.town_name`, never row by row."""

    home = models.CharField(max_length=255, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name or self.home


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of_stewards(self) -> "MembershipQuerySet":
        """With the person, in the order in which they were named."""
        return self.filter(role=Membership.Role.STEWARD).select_related("person").order_by("pk")


class Membership(models.Model):
    """What somebody is in a community. Following is not belonging: see people.Follow."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        STEWARD = "steward", _("steward")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    since = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "person"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.community_id}"


class BanQuerySet(models.QuerySet["Ban"]):
    def current(self) -> "BanQuerySet":
        return self.filter(ended_at=None).filter(Q(until=None) | Q(until__gt=timezone.now()))


class Ban(models.Model):
    """Somebody was removed from a community, for a while or for good: they read, they no longer write there.

    Of a community from elsewhere it is what its home said; `by` is empty then.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="bans")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="bans")
    reason = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="bans_decided")
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "person"], condition=Q(ended_at=None), name="ban_held_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} banned from {self.community_id}"
