"""Neighbourhoods. A place is a neighbourhood and a cell of a fixed grid; no point is ever stored."""

from django.db import models
from django.urls import reverse


class Neighbourhood(models.Model):
    """`ring` is the simplified outline, [[longitude, latitude], ...] with three decimals at most; public facts."""

    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, default="")
    community = models.OneToOneField(
        "communities.Community",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="neighbourhood",
    )
    cell = models.CharField(max_length=12)
    ring = models.JSONField(default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("places:neighbourhood", args=[self.slug])
