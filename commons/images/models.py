"""A picture: what it shows, who put it in, under which terms. Its files lie in a folder of its name."""

from collections.abc import Collection

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.text import stems
from commons.communities.models import Community
from commons.images import files, licences
from commons.people.models import Person
from commons.people.permissions import is_administrator

MOST_WORDS = 10
MOST_NAMES = 900  # SQLite binds a bounded number of values


class ImageQuerySet(models.QuerySet["Image"]):
    def shown(self) -> "ImageQuerySet":
        """What everybody may see: not hidden, and not found unreadable."""
        return self.filter(hidden_at=None).exclude(state=Image.State.BROKEN)

    def named(self, names: Collection[str]) -> "ImageQuerySet":
        """Those of a text, hidden ones too; a text with thousands of them is shown the first."""
        return self.filter(name__in=sorted(names)[:MOST_NAMES])

    def readable_by(self, person: Person | None) -> "ImageQuerySet":
        """What is shown; a hidden one is there for those alone who may show it again."""
        return self.exclude(state=Image.State.BROKEN) if is_administrator(person) else self.shown()

    def ready(self) -> "ImageQuerySet":
        return self.shown().filter(state=Image.State.READY)

    def found_by(self, words: str) -> "ImageQuerySet":
        """Those whose description, caption and credit hold every word, or a word that begins like it."""
        found = self
        for stem in stems(words)[:MOST_WORDS]:
            found = found.filter(words__contains=f" {stem}")
        return found

    def recent(self) -> "ImageQuerySet":
        return self.order_by("-created", "-pk")


class Image(models.Model):
    """`name` is the beginning of `digest`, the SHA-256 of the bytes that were sent: a picture comes in once.

    `alt` says what one sees, for those who do not. `width` and `height` are those of the widest picture served, 0
    until it is made; `weight` is what its files weigh together, in bytes; `version` counts what changed for those who
    see it. Personal: `by` (emptied when the person
    leaves), `credit` (the name that the licence asks for). The file that was sent and its name are not kept.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("being prepared")
        READY = "ready", _("ready")
        BROKEN = "broken", _("unreadable")

    class Reason(models.TextChoices):
        PRIVACY = "privacy", _("personal data")
        COPYRIGHT = "copyright", _("a picture that belongs to others")
        INSULT = "insult", _("insults or threats")
        ILLEGAL = "illegal", _("forbidden by law")
        SPAM = "spam", _("advertising")

    name = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="images")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="images")
    alt = models.CharField(max_length=300)
    caption = models.CharField(max_length=300, blank=True, default="")
    credit = models.CharField(max_length=200, blank=True, default="")
    licence = models.CharField(max_length=40, choices=[(name, name) for name in licences.ADDRESSES])
    words = models.TextField(blank=True, default="", editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    # With transparent parts; and whether it moved, of which only the first image is kept.
    clear = models.BooleanField(default=False)
    animated = models.BooleanField(default=False)
    weight = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(default=timezone.now)
    # When the worker first saw that nothing shows it.
    unused_since = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    hidden_for = models.CharField(max_length=12, choices=Reason, blank=True, default="")

    objects = ImageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "-created"], name="image_recent")]

    def __str__(self) -> str:
        return self.alt

    def get_absolute_url(self) -> str:
        return reverse("images:image", args=[self.name])

    @property
    def is_shown(self) -> bool:
        """May the public record name it?"""
        return self.hidden_at is None

    @property
    def is_broken(self) -> bool:
        return self.state == self.State.BROKEN

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY and self.hidden_at is None

    @property
    def author(self) -> str:
        """Whom the licence wants named: the one who is credited, else the one who made it and put it in."""
        return self.credit or (self.by.name if self.by else "")

    @property
    def licence_name(self) -> str:
        return str(licences.NAMES[self.licence])

    @property
    def licence_address(self) -> str:
        return licences.ADDRESSES[self.licence]

    @property
    def thumbnail(self) -> str:
        """The path of its smallest file."""
        return files.address(self.name, "s.webp")

    def note_change(self) -> None:
        """Say that readers see something else from now on: what is kept of the pages that show it is made again."""
        self.version += 1

    def describe(self, *, alt: str, caption: str, credit: str, licence: str) -> None:
        """What is said of it, and the words by which it is found. Nothing is saved."""
        self.alt, self.caption, self.credit, self.licence = alt, caption, credit, licence
        self.words = self._words(self.author)

    def forget_author(self) -> None:
        """Whoever put it in has left: neither credit nor words name them. Nothing is saved."""
        if self.by and self.by.name.casefold() in self.credit.casefold():
            self.credit = ""
        self.words = self._words(self.credit)

    def _words(self, author: str) -> str:
        return f" {' '.join(stems(f'{self.alt} {self.caption} {author}'))} "
