"""Words that gather pages across the theme, the same whatever their case and accents: django-taggit's, per theme."""

from django.db import IntegrityError, models
from django.db.models import Count, Q
from django.urls import reverse
from taggit.models import ItemBase, TagBase

from commons.base.text import title_key

from .pages import Page
from .themes import Theme

# taggit has no types: `models.Model` beside its classes says that they are models; `__str__` comes from them.


class TagQuerySet(models.QuerySet["Tag"]):
    def current(self) -> "TagQuerySet":
        """Not a former name or one that was merged into another."""
        return self.filter(leads_to=None)

    def used(self) -> "TagQuerySet":
        """With `page_count`, those that some page bears, by name."""
        standing = Q(pages__deleted_at=None, pages__merged_into=None)
        counted = self.current().annotate(page_count=Count("pages", filter=standing))
        return counted.filter(page_count__gt=0).order_by("slug", "pk")


class Tag(TagBase, models.Model):  # type: ignore[misc]  # noqa: DJ008
    """A tag of one theme. `name` is as it was first typed, `slug` the same folded, by which it is found; one that was
    renamed or merged `leads_to` what it became.
    """

    # Not unique by themselves, as taggit has them: each theme has its own tags.
    name = models.CharField(max_length=40)
    slug = models.CharField(max_length=200)
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="tags")
    leads_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="former_names"
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "slug"], name="tag_once_per_theme")]
        indexes = [models.Index(fields=["slug"], name="tag_in_town")]

    def get_absolute_url(self) -> str:
        return reverse("wiki:tag", args=[self.theme.slug, self.slug])

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Folded. Where the slug is taken, taggit asks for another one with a number: here that is the same tag."""
        if i is not None:
            raise IntegrityError(f"this theme has the tag “{tag}” already")
        return title_key(tag)


class TaggedPage(ItemBase, models.Model):  # type: ignore[misc]  # noqa: DJ008
    """That a page bears a tag now; revisions keep the names."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="items", db_index=False)
    content_object = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="tagged_items")

    objects = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="page_bears_tag_once")]
