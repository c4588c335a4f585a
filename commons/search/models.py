"""One row per thing that can be found: its words as stems, computed here so that both databases agree."""

from django.contrib.contenttypes.models import ContentType
from django.db import models

from commons.communities.models import Community
from commons.conversations.models import Circle


class SearchDocument(models.Model):
    """`group` is the theme, space or board that it stands in; `at` when it was last changed. Of what is said in a
    `circle` only its members learn, and with the circle it is gone.
    """

    about_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    about_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    body = models.TextField()
    href = models.CharField(max_length=500)
    home = models.CharField(max_length=255, blank=True, default="")
    members_only = models.BooleanField(default=False)
    group = models.ForeignKey(Community, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True)
    # Each folded, between line ends; null for what was indexed before there were any. (A default would make SQLite
    # build the table anew, without the triggers that feed its index.)
    tags = models.TextField(null=True)
    title_stems = models.TextField()
    heading_stems = models.TextField(default="")
    body_stems = models.TextField()
    changed = models.DateTimeField(auto_now=True)
    circle = models.ForeignKey(Circle, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about_type", "about_id"], name="document_once")]

    def __str__(self) -> str:
        return self.title


class TitleWord(models.Model):
    """A word of some title, so that a word with a slip of the finger can be brought near it.

    `word` without accents, `shown` as somebody wrote it. One slip leaves the first two letters or the last two as
    they are: both are looked up.
    """

    word = models.CharField(primary_key=True, max_length=60)
    start = models.CharField(max_length=2)
    end = models.CharField(max_length=2)
    shown = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["start"], name="title_word_start"),
            models.Index(fields=["end"], name="title_word_end"),
        ]

    def __str__(self) -> str:
        return self.shown
