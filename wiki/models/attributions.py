"""Who wrote each word of the current text, as far as it was worked out."""

from typing import Any

from django.db import models

from .pages import Page
from .revisions import Revision


class Attribution(models.Model):
    """Worked out when somebody asks, up to `revision`; it may be thrown away at any time.

    `runs` are [[number of the version, how many tokens], ...]; `memory` is what authorship.Credits keeps beside.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="attribution")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    runs: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    memory: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"authors of page {self.page_id}"
