"""Texts to begin a page with, as a theme offers them."""

from django.db import models

from commons.base.models import Dated

from .themes import Theme


class PageTemplate(Dated):
    """`hint` says what it is good for; `made_of` is the name of the built-in one that it was taken from."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="templates")
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField()
    made_of = models.CharField(max_length=50, blank=True, default="")

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["theme", "name"], name="template_name_once_per_theme")]

    def __str__(self) -> str:
        return self.name
