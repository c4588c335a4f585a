"""Every saved state of a page, the texts they share, and what somebody has typed but not saved."""

import hashlib
from datetime import datetime, timedelta
from functools import cached_property
from typing import Self
from urllib.parse import urlencode
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.errors import NotHere
from commons.base.models import Addressed
from commons.base.sealing import purpose, seal, unseal
from commons.people.models import Person
from wiki import packing
from wiki.merging import normalise

from .pages import Page
from .themes import Theme

SEALED_TEXTS = purpose("wiki-texts")


def digest_of(text: str) -> str:
    """SHA-256 of the normalised text as UTF-8, in hexadecimal."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()


class BlobQuerySet(models.QuerySet["Blob"]):
    def not_current(self) -> "BlobQuerySet":
        """Those that are the newest text of no page, nor the one that its readers are shown."""
        newest = Page.objects.filter(current__blob=OuterRef("pk"))
        return self.filter(
            ~Exists(newest), ~Exists(Page.objects.filter(stable_revision__blob=OuterRef("pk")))
        )


class Blob(models.Model):
    """A text under its digest: equal texts (reverts, renames) are stored once. Reading one takes at most two rows."""

    class Encoding(models.TextChoices):
        """FRESH, KEYFRAME and SEALED are read by themselves; a DELTA needs its dictionary, which is a KEYFRAME."""

        FRESH = "zstd"
        KEYFRAME = "keyframe"
        DELTA = "delta"
        SEALED = "sealed"

    sha256 = models.CharField(primary_key=True, max_length=64)
    encoding = models.CharField(max_length=10, choices=Encoding, default=Encoding.FRESH, db_index=True)
    dictionary = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="leaning"
    )
    data = models.BinaryField(default=bytes)
    raw_size = models.PositiveIntegerField(default=0)

    objects = BlobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(encoding="delta", dictionary__isnull=False)
                | (~Q(encoding="delta") & Q(dictionary=None)),
                name="blob_delta_has_dictionary",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256

    @classmethod
    def of(cls, text: str) -> Self:
        """A new row for a normalised text."""
        size = len(text.encode())
        return cls(sha256=digest_of(text), data=packing.pack(text), raw_size=size)

    @cached_property
    def text(self) -> str:
        """Raises ValueError when the bytes are not those of the text that was stored."""
        data = bytes(self.data)
        if self.encoding == self.Encoding.SEALED:
            return unseal(data.decode(), purpose=SEALED_TEXTS)
        if self.dictionary is not None:
            return packing.unpack_against(data, self.raw_size, self.dictionary.text)
        return packing.unpack(data, self.raw_size)

    @property
    def is_true(self) -> bool:
        """Whether what is read is what was stored."""
        try:
            return digest_of(self.text) == self.sha256
        except ValueError:
            return False

    def stand_alone(self, encoding: str, *, patient: bool = False) -> None:
        """Store the text so that no other row is needed to read it."""
        text = self.text
        if encoding == self.Encoding.SEALED:
            self.data = seal(text, purpose=SEALED_TEXTS).encode()
        else:
            self.data = packing.pack(text, level=packing.PATIENT if patient else packing.QUICK)
        self.encoding, self.dictionary = encoding, None
        self.save(update_fields=["encoding", "dictionary", "data"])

    def lean_on(self, keyframe: "Blob") -> bool:
        """Store the text against that of `keyframe`, if it is much smaller so and can be read again."""
        data = packing.pack_against(self.text, keyframe.text)
        if 3 * len(data) > len(packing.pack(self.text, level=packing.PATIENT)):
            return False
        if digest_of(packing.unpack_against(data, self.raw_size, keyframe.text)) != self.sha256:
            return False
        self.data, self.encoding, self.dictionary = data, self.Encoding.DELTA, keyframe
        self.save(update_fields=["encoding", "dictionary", "data"])
        return True


class RevisionQuerySet(models.QuerySet["Revision"]):
    def newest_first(self) -> "RevisionQuerySet":
        return self.order_by("-number")

    def of(self, person: Person) -> "RevisionQuerySet":
        """What they wrote in pages that exist, the newest first; what is hidden names nobody, so it is not here."""
        return self.filter(author=person, page__deleted_at=None).order_by("-created", "-pk")

    def before(self, last: int | None) -> "RevisionQuerySet":
        """What comes after the version with that key, of those by one author, in the order of `of`."""
        moment = Revision.objects.filter(pk=last).values_list("created", flat=True).first() if last else None
        if moment is None:
            return self
        return self.filter(created__lte=moment).filter(Q(created__lt=moment) | Q(created=moment, pk__lt=last))

    def live(self) -> "RevisionQuerySet":
        """What readers were shown, and other towns are told of."""
        return self.filter(state=Revision.State.LIVE)

    def pending(self) -> "RevisionQuerySet":
        """Saved and not looked at yet, the oldest first."""
        return self.filter(state=Revision.State.PENDING, page__deleted_at=None).order_by("created", "pk")

    def unpatrolled(self) -> "RevisionQuerySet":
        """Live at once, by new editors, and not looked at yet; the oldest first."""
        return self.filter(unpatrolled=True, page__deleted_at=None).order_by("created", "pk")


class Revision(Addressed):
    """`second_parent` is the version that was joined to the one before: of this page, or of a page merged into it.

    `undoes` is the (last) version whose change this one took back. `reviewed_by` settled what was pending, or saw what
    was `unpatrolled`: live at once, by a new editor. `hidden` says which parts nobody may see:
    summary and author are not in this row then, so that nothing can show them (Concealment keeps them); the text
    is sealed. `tags` are names, as they were when it was saved. Of a version that came with a file, `imported_at`
    is when it was saved where it was written, and `imported_from` who is said to have written it: a name, never an
    account of this town. `by_visitor`: proposed by somebody without an account, whose name, if they gave one, is in
    `imported_from`.
    """

    address_kind = "revision"
    hand: Person | None = None  # who wrote it in the name of its author, where a page has looked for it

    class Part(models.IntegerChoices):
        """Bits of `hidden`."""

        TEXT = 1, _("the text")
        SUMMARY = 2, _("the summary")
        AUTHOR = 4, _("the name of the author")

    class State(models.TextChoices):
        LIVE = "live", _("published")
        PENDING = "pending", _("waits to be looked at")
        REJECTED = "rejected", _("not taken")

    class Kind(models.TextChoices):
        CREATE = "create", _("creation")
        EDIT = "edit", _("edit")
        MERGE = "merge", _("joined edits")
        REVERT = "revert", _("return to an earlier version")
        UNDO = "undo", _("a change taken back")
        ROLLBACK = "rollback", _("all changes of one author taken back")
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
    imported_from = models.CharField(max_length=300, blank=True, default="")
    imported_at = models.DateTimeField(null=True, blank=True)
    by_visitor = models.BooleanField(default=False)
    summary = models.CharField(max_length=300, blank=True, default="")
    minor = models.BooleanField(default=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.EDIT)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField(default=0)
    size_delta = models.IntegerField(default=0)
    undoes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="undone_by"
    )
    hidden = models.PositiveSmallIntegerField(default=0)
    tags = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.LIVE)
    unpatrolled = models.BooleanField(default=False)
    reviewed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    client_key = models.UUIDField(null=True, blank=True, default=None)
    created = models.DateTimeField(default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="revision_number_once_per_page"),
            models.UniqueConstraint(fields=["author", "client_key"], name="revision_sent_once"),
        ]
        indexes = [
            models.Index(fields=["created"], condition=Q(state="pending"), name="revision_pending"),
            models.Index(fields=["created"], condition=Q(unpatrolled=True), name="revision_unpatrolled"),
            models.Index(fields=["author", "-created", "-id"], name="revision_of_author"),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of page {self.page_id}"

    def get_absolute_url(self) -> str:
        return self.page.on("revision", self.number)

    @property
    def text(self) -> str:
        """Raises NotHere when it is hidden; joining edits needs it all the same, and asks the blob."""
        if self.hides_text:
            raise NotHere
        return self.blob.text

    @property
    def written_at(self) -> datetime:
        """When it was saved first, here or where it was imported from."""
        return self.imported_at or self.created

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def is_rejected(self) -> bool:
        return self.state == self.State.REJECTED

    @property
    def hides_text(self) -> bool:
        return bool(self.hidden & self.Part.TEXT)

    @property
    def hides_summary(self) -> bool:
        return bool(self.hidden & self.Part.SUMMARY)

    @property
    def hides_author(self) -> bool:
        return bool(self.hidden & self.Part.AUTHOR)


class Concealment(models.Model):
    """What was taken out of a revision's row, and why; administrators put it back."""

    class Reason(models.TextChoices):
        PRIVACY = "privacy", _("personal data")
        INSULT = "insult", _("insults or threats")
        COPYRIGHT = "copyright", _("a text that belongs to others")
        ILLEGAL = "illegal", _("forbidden by law")
        SPAM = "spam", _("advertising")

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="concealment")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason)
    note = models.CharField(max_length=300, blank=True, default="")
    summary = models.CharField(max_length=300, blank=True, default="")
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    imported_from = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"hidden parts of {self.revision_id}"


TYPED_LATELY = timedelta(minutes=2)


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, person: Person) -> "DraftQuerySet":
        return self.filter(person=person).select_related("theme__community", "page__theme__community")

    def being_typed(self) -> "DraftQuerySet":
        """Autosaved a moment ago: a hint, never a lock."""
        return self.filter(origin=Draft.Origin.TYPED, updated__gte=timezone.now() - TYPED_LATELY)


class Draft(models.Model):
    """What somebody typed, kept before anything else is tried. Seen by its author only.

    Each form (its `client_key`) has one of its own, so that two windows of one person do not write over each other.
    """

    class Origin(models.TextChoices):
        TYPED = "typed", _("typed")
        CONFLICT = "conflict", _("waiting for a choice")
        RETURNED = "returned", _("given back")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="drafts")
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    form = models.UUIDField(default=uuid4)
    title = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    summary = models.CharField(max_length=300, blank=True, default="")
    # As typed; None where they were not on the form, so that the page keeps its own.
    tags = models.TextField(null=True, blank=True, default=None)
    base_revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.TYPED)
    updated = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="draft_once_per_form")]

    def __str__(self) -> str:
        return f"draft of {self.person_id}"

    def get_absolute_url(self) -> str:
        """Where it is taken up again."""
        if self.page is not None:
            address = self.page.on("page_edit")
        else:
            address = reverse("wiki:page_create", args=[self.theme.slug])
        return f"{address}?{urlencode({'draft': self.pk})}"

    @property
    def as_found(self) -> str:
        """For the form that goes on with it: which one, and what it said then."""
        return f"{self.pk}-{digest_of(self.text)[:16]}"
