"""One row per thing that can be found: its words as stems, computed here so that both databases agree."""

from django.contrib.contenttypes.models import ContentType
from django.db import models


class SearchDocument(models.Model):
    about_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    about_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    body = models.TextField()
    href = models.CharField(max_length=500)
    home = models.CharField(max_length=255, blank=True, default="")
    members_only = models.BooleanField(default=False)
    title_stems = models.TextField()
    body_stems = models.TextField()
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about_type", "about_id"], name="document_once")]

    def __str__(self) -> str:
        return self.title
