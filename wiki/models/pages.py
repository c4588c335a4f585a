"""A page, its former names, what it links to, and its finished rendering."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from commons.base.errors import NotHere
from commons.base.models import Addressed, Dated
from commons.communities.models import Membership
from commons.images.models import Image
from commons.people import homes
from commons.people.models import Person
from commons.people.permissions import is_administrator, is_citizen, is_moderator

from .themes import Protection, Theme

if TYPE_CHECKING:
    from .revisions import Revision


class PageQuerySet(models.QuerySet["Page"]):
    def existing(self) -> "PageQuerySet":
        return self.filter(deleted_at=None)

    def standing(self) -> "PageQuerySet":
        """What lists show: existing, and not only a sign towards the page it was merged into."""
        return self.existing().filter(merged_into=None)

    def deleted(self) -> "PageQuerySet":
        return self.exclude(deleted_at=None)

    def readable_by(self, person: Person | None) -> "PageQuerySet":
        """What exists; those who may restore a deleted page still read it."""
        if not is_citizen(person):
            return homes.not_hidden(self.existing())
        if is_moderator(person) or is_administrator(person):
            return homes.not_hidden(self)
        stewarded = Q(
            theme__community__memberships__person=person,
            theme__community__memberships__role=Membership.Role.STEWARD,
        )
        return homes.not_hidden(self.filter(Q(deleted_at=None) | stewarded)).distinct()

    def heard_by(self, person: Person | None) -> "PageQuerySet":
        """What lists show: nothing of limited servers, unless the person follows the theme."""
        return homes.heard_by(person, self, group="theme__community")

    def to_show(self) -> "PageQuerySet":
        """With what a card or a page prints, in one query."""
        return self.select_related("theme__community", "current__author")

    def with_alias(self) -> "PageQuerySet":
        """One row per page and former name, which is given as `alias_key`."""
        return self.annotate(alias_key=F("aliases__title_key"))

    def recent(self) -> "PageQuerySet":
        return self.order_by("-revised_at", "-pk")


class Page(Addressed, Dated):
    """`edit_count` is the number of its last revision here; `stale_since` says when its home stopped answering.

    `contributors` are [{"name", "address"}, ...], authors of the text whom the revisions here do not name.
    """

    address_kind = "page"

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="pages")
    title = models.CharField(max_length=200)
    title_key = models.CharField(max_length=600)
    slug = models.CharField(max_length=140)
    url = models.CharField(max_length=2048, blank=True, default="")
    lead = models.CharField(max_length=320, blank=True, default="")
    current = models.ForeignKey("wiki.Revision", null=True, on_delete=models.RESTRICT, related_name="+")
    edit_count = models.PositiveIntegerField(default=0)
    revised_at = models.DateTimeField(default=timezone.now)
    protection = models.CharField(max_length=10, choices=Protection, default=Protection.OPEN)
    protection_reason = models.CharField(max_length=300, blank=True, default="")
    protection_until = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    stale_since = models.DateTimeField(null=True, blank=True)
    # What its home said last is as old as this: what was said before and comes late changes nothing.
    updated_there = models.DateTimeField(null=True, blank=True)
    # Where its text went: this page only leads there until somebody brings an earlier version back.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged_from"
    )
    # The page of another town that this one began as, and the very version (its address there).
    derived_page = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="derivatives"
    )
    derived_from = models.CharField(max_length=2048, blank=True, default="")
    # Of a text that was begun elsewhere: what its home asks for, and whom it names as its authors.
    licence = models.CharField(max_length=200, blank=True, default="")
    contributors = models.JSONField(default=list, blank=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        constraints = [
            # A deleted page keeps its row and its history; its title is free for a new one.
            models.UniqueConstraint(
                fields=["theme", "title_key"], condition=Q(deleted_at=None), name="page_title_once_per_theme"
            ),
            models.UniqueConstraint(
                fields=["theme", "slug"], condition=Q(deleted_at=None), name="page_slug_once_per_theme"
            ),
        ]
        indexes = [models.Index(fields=["theme", "-revised_at"], name="page_recent")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("wiki:page", args=[self.theme.slug, self.slug])

    @property
    def thing(self) -> str:
        """The name under which open pages listen to this page."""
        return f"page:{self.pk}"

    @property
    def is_shown(self) -> bool:
        """May the public record name it?"""
        return self.deleted_at is None and not homes.is_hidden(self.home)

    @property
    def copied_at(self) -> datetime | None:
        """When the copy of a page that lives elsewhere was last refreshed."""
        return None if self.is_local else self.changed

    @property
    def level(self) -> Protection:
        """Who may edit now: the page's own protection while it lasts, and never less than its theme's."""
        lasts = self.protection_until is None or self.protection_until > timezone.now()
        own = Protection(self.protection) if lasts else Protection.OPEN
        return max(own, Protection(self.theme.protection), key=lambda level: level.strength)

    @property
    def leads_to(self) -> "Page | None":
        """Where a reader should go instead; through several merges, but never round in a circle."""
        seen, page = {self.pk}, self.merged_into
        while page is not None and page.pk not in seen:
            if page.merged_into_id is None:
                return page if page.deleted_at is None else None
            seen.add(page.pk)
            page = page.merged_into
        return None

    @property
    def licence_now(self) -> str:
        """What was begun elsewhere keeps the terms under which it was taken."""
        return self.licence or self.theme.licence

    @property
    def text_now(self) -> "Revision":
        """Its current revision: there from the transaction on in which the page was made."""
        if self.current is None:
            raise NotHere
        return self.current

    def on(self, view: str, *args: Any) -> str:
        """The address of one of its faces: `page.on("history")`."""
        return reverse(f"wiki:{view}", args=[self.theme.slug, self.slug, *args])


class PageAlias(models.Model):
    """A former name: old addresses and links by title still arrive."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="aliases")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="aliases")
    title_key = models.CharField(max_length=600)
    slug = models.CharField(max_length=140)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "page aliases"
        constraints = [
            models.UniqueConstraint(fields=["theme", "title_key"], name="alias_title_once_per_theme"),
        ]
        indexes = [models.Index(fields=["theme", "slug"], name="alias_slug")]

    def __str__(self) -> str:
        return self.slug


class PageLink(models.Model):
    """A [[link]] in the current text of `source`; `target` is empty while no page has that title."""

    source = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="links")
    target_key = models.CharField(max_length=600)
    target = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="linked_from"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target_key"], name="link_once_per_page")]
        indexes = [models.Index(fields=["target_key"], name="link_target_key")]

    def __str__(self) -> str:
        return f"{self.source_id} to {self.target_key}"


class PageImage(models.Model):
    """A picture in the current text of `page`."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="images")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="pages")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "image"], name="image_once_per_page")]

    def __str__(self) -> str:
        return f"{self.image_id} on {self.page_id}"


class RenderCache(models.Model):
    """Finished HTML. `key` names the text, the renderer and where the links led: nothing here ever expires.

    `pictures` are the facts of those that one sees, in order. `drawn` is the sum of the versions of all pictures of the
    text: when one of them is shown otherwise, or no longer, the rendering is made again.
    """

    key = models.CharField(primary_key=True, max_length=64)
    html = models.TextField()
    toc = models.JSONField(default=list)
    external = models.JSONField(default=list)
    pictures = models.JSONField(default=list)
    drawn = models.PositiveIntegerField(default=0)
    # The text it was made from, so that hiding that one takes this away.
    blob = models.CharField(max_length=64, blank=True, default="", db_index=True)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key
