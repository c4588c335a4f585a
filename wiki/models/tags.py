"""Words that gather pages across the theme, the same whatever their case and accents."""

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from .pages import Page
from .themes import Theme


class TagQuerySet(models.QuerySet["Tag"]):
    def current(self) -> "TagQuerySet":
        """Not a former name or one that was merged into another."""
        return self.filter(leads_to=None)

    def used(self) -> "TagQuerySet":
        """With `page_count`, those that some page bears, by name."""
        standing = Q(pages__deleted_at=None, pages__merged_into=None)
        counted = self.current().annotate(page_count=Count("pages", filter=standing))
        return counted.filter(page_count__gt=0).order_by("key", "pk")


class Tag(models.Model):
    """A tag of one theme. `name` is as it was first typed; one that was renamed or merged `leads_to` what it became."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="tags")
    key = models.CharField(max_length=200)
    name = models.CharField(max_length=40)
    leads_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="former_names"
    )
    pages = models.ManyToManyField(Page, related_name="tag_rows")

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "key"], name="tag_once_per_theme")]
        indexes = [models.Index(fields=["key"], name="tag_in_town")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("wiki:tag", args=[self.theme.slug, self.key])
