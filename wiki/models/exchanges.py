"""A theme on its way out as a file, or pages on their way in from one: what the worker does piece by piece."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.leases import Leased, LeasedQuerySet, LostLease
from commons.people.models import Person
from wiki.exchange.arriving import Fault

from .pages import Page
from .themes import Theme

KEPT_FOR = timedelta(days=7)
LEASE = 300  # seconds without a sign of life before another worker goes on


class ExchangeQuerySet(LeasedQuerySet):
    def exports(self) -> "ExchangeQuerySet":
        return self.exclude(kind=Exchange.Kind.IMPORT)

    def imports(self) -> "ExchangeQuerySet":
        return self.filter(kind=Exchange.Kind.IMPORT)

    def expired(self, now: datetime) -> "ExchangeQuerySet":
        return self.filter(asked_at__lt=now - KEPT_FOR)


class Exchange(Leased):
    """`place` counts the pieces of the incoming file that are dealt with, `after` is the last title key written,
    `written` the bytes of the file so far, `done` and `total` count pages. Who asked is forgotten with the row,
    after a week.
    """

    class Kind(models.TextChoices):
        MARKDOWN = "markdown", _("Pages as Markdown (ZIP)")
        HISTORY = "history", _("Pages with all versions (JSON Lines)")
        MEDIAWIKI = "mediawiki", _("Pages with all versions (MediaWiki XML)")
        BOOK = "book", _("A book for e-readers (EPUB)")
        PRINT = "print", _("One document to read or print (HTML)")
        IMPORT = "import", _("Pages from a file")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="exchanges")
    kind = models.CharField(max_length=12, choices=Kind)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    total = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    place = models.PositiveIntegerField(default=0)
    after = models.CharField(max_length=600, blank=True, default="")
    written = models.PositiveBigIntegerField(default=0)
    # The page whose versions are coming in; none while those of a page that is left out go by.
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    cancelled = models.BooleanField(default=False)

    objects = ExchangeQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Leased.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.theme}"

    def get_absolute_url(self) -> str:
        return self.on("exchange")

    def on(self, view: str) -> str:
        return reverse(f"wiki:{view}", args=[self.theme.slug, self.uid])

    @property
    def is_import(self) -> bool:
        return self.kind == self.Kind.IMPORT

    @property
    def is_running(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_ready(self) -> bool:
        """Is there a file to take away?"""
        return self.state == self.State.DONE and not self.is_import and self.file.exists()

    @property
    def fault(self) -> str:
        """Why it ended before its time, in words."""
        if self.state != self.State.DEAD or self.cancelled:
            return ""
        known = {str(fault.value): str(fault.label) for fault in Fault}
        return known.get(self.last_error, str(Fault.TRIED.label))

    @property
    def expires_at(self) -> datetime:
        return self.asked_at + KEPT_FOR

    @property
    def file(self) -> Path:
        """What comes in, or what is being made; never under a name that somebody gave."""
        return Path(settings.CALADE_DATA) / "exchanges" / str(self.uid)

    def hold(self, **progress: Any) -> None:
        """Write down how far it is; raises LostLease when it was stopped, or another worker has taken it."""
        lease = timezone.now() + timedelta(seconds=LEASE)
        mine = Exchange.objects.filter(pk=self.pk, token=self.token, state=self.State.READY)
        if not mine.update(leased_until=lease, **progress):
            raise LostLease
        for name, value in progress.items():
            setattr(self, name, value)

    def pause(self) -> None:
        """Others may go on before: no try has failed."""
        self._settle(due_at=timezone.now(), tries=F("tries") - 1)


class Remark(models.Model):
    """Something of an import that is not as it was in the file. `page` is a title, or the name of a file."""

    class What(models.TextChoices):
        TAKEN = "taken", _("a page of this name was here already; it was left as it is")
        SAME_NAME = "same_name", _("the file has two pages of this name; the second is called")
        TITLE = "title", _("the title was not possible here; the page is called")
        ELSEWHERE = "elsewhere", _("not an article (a talk page, a template, a file…); left out")
        EMPTY = "empty", _("no version could be taken; left out")
        TOO_HEAVY = "too_heavy", _("heavier than a page may be here; left out")
        KEPT = "kept", _("kept as it was written, since it has no equal here")
        TAGS = "tags", _("tags that were left out; a page bears ten at most")
        NO_TEXT = "no_text", _("not a text file of Markdown; left out")
        UNREADABLE = "unreadable", _("a line that cannot be read; left out")
        NO_TARGET = "no_target", _("leads to a page that is not here; left out")
        ALIAS = "alias", _("another name of")
        MERGED = "merged", _("merged into")

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="remarks")
    page = models.CharField(max_length=300)
    what = models.CharField(max_length=12, choices=What)
    detail = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["exchange", "what", "id"], name="remark_by_kind")]

    def __str__(self) -> str:
        return f"{self.page}: {self.what}"
