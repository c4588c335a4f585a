"""Every saved state of a page, the texts they share, and what somebody has typed but not saved."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.models import Addressed
from commons.people.models import Person
from wiki.merging import normalise

from .pages import Page
from .themes import Theme


def digest_of(text: str) -> str:
    """SHA-256 of the normalised text as UTF-8, in hexadecimal."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()


class Blob(models.Model):
    """A text under its digest: equal texts (reverts, renames) are stored once."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.sha256


class RevisionQuerySet(models.QuerySet["Revision"]):
    def newest_first(self) -> "RevisionQuerySet":
        return self.order_by("-number")


class Revision(Addressed):
    """`second_parent` is the version that was joined to the one before: of this page, or of a page merged into it."""

    address_kind = "revision"

    class Kind(models.TextChoices):
        CREATE = "create", _("creation")
        EDIT = "edit", _("edit")
        MERGE = "merge", _("joined edits")
        REVERT = "revert", _("return to an earlier version")
        MOVE = "move", _("new name")
        LEAD = "lead", _("merged into another page")
        MIRROR = "mirror", _("copy")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    second_parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="revisions")
    summary = models.CharField(max_length=300, blank=True, default="")
    minor = models.BooleanField(default=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.EDIT)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField(default=0)
    size_delta = models.IntegerField(default=0)
    client_key = models.UUIDField(null=True, blank=True, default=None)
    created = models.DateTimeField(default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="revision_number_once_per_page"),
            models.UniqueConstraint(fields=["author", "client_key"], name="revision_sent_once"),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of page {self.page_id}"

    def get_absolute_url(self) -> str:
        return self.page.on("revision", self.number)

    @property
    def text(self) -> str:
        return self.blob.text


class Draft(models.Model):
    """What somebody typed, kept before anything else is tried. Seen by its author only."""

    class Origin(models.TextChoices):
        TYPED = "typed", _("typed")
        CONFLICT = "conflict", _("waiting for a choice")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="drafts")
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    title = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    summary = models.CharField(max_length=300, blank=True, default="")
    base_revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.TYPED)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "page"], condition=Q(page__isnull=False), name="draft_once_per_page"
            ),
            models.UniqueConstraint(
                fields=["person", "theme", "title"], condition=Q(page=None), name="draft_once_per_title"
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.person_id}"
