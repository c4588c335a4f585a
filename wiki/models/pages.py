"""A page, its former names, what it links to, and its finished rendering."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Aggregate, Exists, ExpressionWrapper, F, Min, OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils import timezone
from taggit.managers import TaggableManager

from commons.base.errors import NotHere
from commons.base.models import Addressed, Dated
from commons.communities.models import Membership
from commons.images.models import Image
from commons.people import homes
from commons.people.models import Person
from commons.people.permissions import is_administrator, is_citizen, is_moderator

from .themes import Protection, Staleness, Theme

if TYPE_CHECKING:
    from .revisions import Revision
    from .tags import Tag

SHORT = 500  # characters
DEEPEST = 6  # pages from the top of the contents to the lowest one
MONTH = timedelta(days=365) / 12
STANDING = Q(deleted_at=None, merged_into=None)


class OneBelowAnother(Aggregate):
    """Texts as one, with a separator: both databases can, under different names."""

    function = "STRING_AGG"
    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, function="GROUP_CONCAT", **context)


class PageQuerySet(models.QuerySet["Page"]):
    def existing(self) -> "PageQuerySet":
        return self.filter(deleted_at=None)

    def standing(self) -> "PageQuerySet":
        """What lists show: existing, and not only a sign towards the page it was merged into."""
        return self.filter(STANDING)

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

    def with_pending(self) -> "PageQuerySet":
        """Existing pages of ours on which edits wait, with `waiting_since`, the longest first."""
        pending = Q(revisions__state="pending")
        rows = self.existing().exclude(stable_revision=None)
        return rows.annotate(waiting_since=Min("revisions__created", filter=pending)).order_by(
            "waiting_since", "pk"
        )

    def heard_by(self, person: Person | None) -> "PageQuerySet":
        """What lists show: nothing of limited servers, unless the person follows the theme."""
        return homes.heard_by(person, self, group="theme__community")

    def to_show(self) -> "PageQuerySet":
        """With what a card or a page prints, in one query."""
        return self.select_related("theme__community", "current__author", "verified_by")

    def to_tell(self) -> "PageQuerySet":
        """With what other towns are told: both texts, their authors, the theme, and where it leads."""
        return self.select_related(
            "theme__community",
            "current__author",
            "current__blob",
            "stable_revision__author",
            "stable_revision__blob",
            "merged_into",
        )

    def with_surroundings(self) -> "PageQuerySet":
        """What a page shows around its text, in the same query: `tag_names`, `above_1_title` and `above_1_slug` of
        the page it stands under and so on upward, and whether it `has_family`, under it or merged into it.
        """
        names = OneBelowAnother("tags__name", Value("\n"))
        tags = Page.objects.filter(pk=OuterRef("pk")).values("pk").annotate(names=names).values("names")
        existing = Page.objects.existing()
        under, merged = existing.filter(parent=OuterRef("pk")), existing.filter(merged_into=OuterRef("pk"))
        family = ExpressionWrapper(Q(Exists(under)) | Q(Exists(merged)), output_field=models.BooleanField())
        above = {
            f"above_{level}_{name}": F("parent__" * level + name)
            for level in range(1, DEEPEST)
            for name in ("title", "slug")
        }
        return self.annotate(tag_names=Subquery(tags), has_family=family, **above)

    def titled(self, theme: Theme, keys: Iterable[str], former: Mapping[str, int]) -> "PageQuerySet":
        """Those with one of these title keys, and those that `former` (PageAlias.objects.behind) names."""
        return self.filter(theme=theme).filter(Q(title_key__in=keys) | Q(pk__in=former.values()))

    def recent(self) -> "PageQuerySet":
        return self.order_by("-revised_at", "-pk")

    def last_changed(self, few: int) -> "PageQuerySet":
        """The `few` to show, chosen before they are joined to anything: among many pages, a planner would join all."""
        return Page.objects.filter(pk__in=self.recent().values("pk")[:few]).to_show().recent()

    def orphan(self) -> "PageQuerySet":
        """No other page that lists show leads there."""
        links = PageLink.objects.of_standing().filter(target=OuterRef("pk"))
        return self.filter(~Exists(links.exclude(source=OuterRef("pk"))))

    def dead_end(self) -> "PageQuerySet":
        """Leading to no page that exists."""
        return self.filter(~Exists(PageLink.objects.filter(source=OuterRef("pk")).exclude(target=None)))

    def short(self) -> "PageQuerySet":
        return self.filter(size__lt=SHORT)

    def unsourced(self) -> "PageQuerySet":
        """Saved without naming a source, in a theme that asks for one."""
        return self.filter(unsourced=True, theme__sources_required=True)

    def long_unverified(self) -> "PageQuerySet":
        """Of this town, and older than their theme lets pages become before somebody reads them again."""
        stale = Q()
        for months in Staleness:
            if months != Staleness.NEVER:
                stale |= Q(theme__stale_after=months, verified_at__lt=timezone.now() - months * MONTH)
        return self.filter(stale, home="")


class Page(Addressed, Dated):
    """`current` is its newest text, which edits are based on; while edits wait, `stable_revision` is the last one that
    was accepted, and visitors, search and other towns see that. `lead`, links, tags, `size` (characters) and
    `revised_at` are of what they see. `edit_count` is the number of its last revision here; `stale_since` says when
    its home stopped answering. `verified_at` is the moment it was begun until somebody has verified it.

    `contributors` are [{"name", "address"}, ...], authors of the text whom the revisions here do not name.
    """

    address_kind = "page"

    # Without an index of its own: those of Meta begin with it, and hold what lists count and sort.
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="pages", db_index=False)
    title = models.CharField(max_length=200)
    title_key = models.CharField(max_length=600)
    slug = models.CharField(max_length=140)
    url = models.CharField(max_length=2048, blank=True, default="")
    lead = models.CharField(max_length=320, blank=True, default="")
    current = models.ForeignKey("wiki.Revision", null=True, on_delete=models.RESTRICT, related_name="+")
    stable_revision = models.ForeignKey(
        "wiki.Revision", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    edit_count = models.PositiveIntegerField(default=0)
    revised_at = models.DateTimeField(default=timezone.now)
    protection = models.CharField(max_length=10, choices=Protection, default=Protection.OPEN)
    review_mode = models.CharField(max_length=12, choices=Theme.Review, default=Theme.Review.NONE)
    protection_reason = models.CharField(max_length=300, blank=True, default="")
    protection_until = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    stale_since = models.DateTimeField(null=True, blank=True)
    # What its home said last is as old as this: what was said before and comes late changes nothing.
    updated_there = models.DateTimeField(null=True, blank=True)
    # Where its text went: this page only leads there until somebody brings an earlier version back.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged_from", db_index=False
    )
    # The page of another town that this one began as, and the very version (its address there).
    derived_page = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="derivatives", db_index=False
    )
    derived_from = models.CharField(max_length=2048, blank=True, default="")
    # Of a text that was begun elsewhere: what its home asks for, and whom it names as its authors.
    licence = models.CharField(max_length=200, blank=True, default="")
    contributors = models.JSONField(default=list, blank=True)
    size = models.PositiveIntegerField(default=0)
    verified_at = models.DateTimeField(default=timezone.now)
    verified_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    verified_what = models.CharField(max_length=200, blank=True, default="")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children", db_index=False
    )
    # Its title means several things, and it only says which pages are about them.
    is_disambiguation = models.BooleanField(default=False)
    unsourced = models.BooleanField(default=False)
    tags = TaggableManager(through="wiki.TaggedPage", related_name="pages", ordering=["slug"], blank=True)

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
        indexes = [
            models.Index(fields=["theme", "-revised_at", "-id"], condition=STANDING, name="page_recent"),
            models.Index(fields=["-revised_at", "-id"], condition=STANDING, name="page_recent_anywhere"),
            models.Index(fields=["theme", "slug"], condition=~Q(deleted_at=None), name="page_deleted_slug"),
            # Nearly always empty: in a whole index, a planner takes every page for a hit.
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="page_parent"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="page_merged_into"
            ),
            models.Index(
                fields=["derived_page"], condition=Q(derived_page__isnull=False), name="page_derived"
            ),
            # The special lists: each in its order, of one theme or of the town.
            models.Index(fields=["theme", "size", "id"], condition=STANDING, name="page_by_size"),
            models.Index(
                fields=["theme", "verified_at", "id"], condition=STANDING, name="page_by_verification"
            ),
            models.Index(fields=["verified_at", "id"], condition=STANDING, name="page_town_verification"),
            models.Index(fields=["theme", "created", "id"], condition=STANDING, name="page_by_creation"),
            models.Index(fields=["created", "id"], condition=STANDING, name="page_town_creation"),
            models.Index(
                fields=["theme", "title_key", "id"],
                condition=STANDING & Q(unsourced=True),
                name="page_without_source",
            ),
            models.Index(
                fields=["theme", "title_key"],
                condition=STANDING & Q(is_disambiguation=True),
                name="page_of_several_meanings",
            ),
        ]

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
    def protection_lasts(self) -> bool:
        return self.protection_until is None or self.protection_until > timezone.now()

    @property
    def level(self) -> Protection:
        """Who may edit now: the page's own protection while it lasts, and never less than its theme's."""
        own = Protection(self.protection) if self.protection_lasts else Protection.OPEN
        return max(own, Protection(self.theme.protection), key=lambda level: level.strength)

    @property
    def verified_on(self) -> datetime | None:
        """When somebody said last that it is right; its birth is no verification."""
        return self.verified_at if self.verified_at > self.created else None

    @property
    def is_long_unverified(self) -> bool:
        months = self.theme.stale_after
        if not self.is_local or months == Staleness.NEVER:
            return False
        return self.verified_at < timezone.now() - months * MONTH

    @property
    def lacks_sources(self) -> bool:
        return self.unsourced and self.theme.sources_required

    @property
    def review(self) -> Theme.Review:
        """Whose edits wait now: the page's own setting while its protection lasts, and never less than its theme's."""
        own = Theme.Review(self.review_mode) if self.protection_lasts else Theme.Review.NONE
        return max(own, Theme.Review(self.theme.review_mode), key=lambda mode: mode.strength)

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

    @property
    def tags_now(self) -> "list[Tag]":
        """By name; no query for a page without tags: its text's revision says so."""
        if not self.accepted.tags:
            return []
        tags = list(self.tags.all())
        for tag in tags:
            tag.theme = self.theme
        return tags

    @property
    def accepted(self) -> "Revision":
        """What everybody may read: its newest text on which nothing waits."""
        return self.stable_revision or self.text_now

    @property
    def texts_shown(self) -> set[str]:
        """The digests of its newest text, and of the one that visitors read while edits wait."""
        return {revision.blob_id for revision in (self.text_now, self.accepted)}

    @property
    def pending_count(self) -> int:
        """How many edits wait: all those after the accepted one, since numbers have no gaps."""
        return self.edit_count - self.stable_revision.number if self.stable_revision else 0

    def on(self, view: str, *args: Any) -> str:
        """The address of one of its faces: `page.on("history")`."""
        return reverse(f"wiki:{view}", args=[self.theme.slug, self.slug, *args])


class PageAliasQuerySet(models.QuerySet["PageAlias"]):
    def behind(self, theme: Theme, keys: Iterable[str]) -> dict[str, int]:
        """The pages that once had these title keys: {title key: id of the page}."""
        return dict(self.filter(theme=theme, title_key__in=keys).values_list("title_key", "page"))


class PageAlias(models.Model):
    """A former name: old addresses and links by title still arrive."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="aliases")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="aliases")
    title_key = models.CharField(max_length=600)
    slug = models.CharField(max_length=140)
    created = models.DateTimeField(auto_now_add=True)

    objects = PageAliasQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "page aliases"
        constraints = [
            models.UniqueConstraint(fields=["theme", "title_key"], name="alias_title_once_per_theme"),
        ]
        indexes = [models.Index(fields=["theme", "slug"], name="alias_slug")]

    def __str__(self) -> str:
        return self.slug


class PageLinkQuerySet(models.QuerySet["PageLink"]):
    def of_standing(self) -> "PageLinkQuerySet":
        """From pages that lists show."""
        return self.filter(source__deleted_at=None, source__merged_into=None)

    def leading_to(self, page: Page, *, after: int = 0, most: int) -> list[int]:
        """The keys of the pages that link there, behind the one with that key: in their order, each once."""
        links = self.of_standing().filter(target=page, source__gt=after).exclude(source=page)
        return list(links.order_by("source").values_list("source", flat=True).distinct()[:most])

    def wanted(self, theme: Theme) -> "PageLinkQuerySet":
        """The red links of a theme."""
        return self.of_standing().filter(target=None, source__theme=theme)


class PageLink(models.Model):
    """A [[link]] in the current text of `source`; `target` is empty while no page has that title."""

    source = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="links")
    target_key = models.CharField(max_length=600)
    title = models.CharField(max_length=200, blank=True, default="")
    target = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="linked_from", db_index=False
    )

    objects = PageLinkQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target_key"], name="link_once_per_page")]
        indexes = [
            models.Index(fields=["target_key"], name="link_target_key"),
            models.Index(fields=["target", "source"], name="link_target"),
        ]

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
    places = models.JSONField(default=list)
    pictures = models.JSONField(default=list)
    drawn = models.PositiveIntegerField(default=0)
    # The text it was made from, so that hiding that one takes this away.
    blob = models.CharField(max_length=64, blank=True, default="", db_index=True)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key
