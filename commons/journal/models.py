"""Entry: what happened. Errand: who must still be told. Job: what somebody asked the worker to do."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.base.identifiers import uuid7
from commons.base.leases import Leased
from commons.journal import verbs

if TYPE_CHECKING:
    from commons.people.models import Person


class EntryQuerySet(models.QuerySet["Entry"]):
    def public(self) -> "EntryQuerySet":
        return self.filter(is_public=True)

    def about_thing(self, thing: models.Model) -> "EntryQuerySet":
        kind = ContentType.objects.get_for_model(thing)
        return self.filter(about_type=kind, about_id=thing.pk)


class Entry(models.Model):
    """One act. It points at things and copies nothing personal: emptying the person makes it say "someone"."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    verb = models.CharField(max_length=60)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="entries")
    on_behalf_of = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="entries_for"
    )
    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    about_id = models.BigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    detail = models.JSONField(default=dict, blank=True)
    is_public = models.BooleanField(default=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["about_type", "about_id", "id"], name="entry_about"),
            models.Index(fields=["by", "id"], name="entry_by"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} #{self.pk}"

    @property
    def sentence(self) -> str:
        """The verb in the reader's language: "revised a page". For whom a mediator did it stands nowhere."""
        said = verbs.label(self.verb)
        if self.detail.get("for_somebody"):
            return gettext("%(did)s, in the name of somebody else") % {"did": said}
        return said

    @property
    def whose(self) -> "Person | None":
        """Whose act it is: of the person in whose name it was done, when it was done by another hand."""
        return self.on_behalf_of if self.on_behalf_of_id else self.by

    @property
    def whose_id(self) -> int | None:
        return self.on_behalf_of_id or self.by_id

    @property
    def for_whom(self) -> str:
        """Behind the name of who acted: " for Rose", when they did it in her name."""
        if self.on_behalf_of is None:
            return ""
        name = self.on_behalf_of.name if self.on_behalf_of.is_shown else gettext("somebody")
        return " " + gettext("for %(name)s") % {"name": name}

    @property
    def who(self) -> str:
        """As pages name who acted: "Odile for Rose". Who is no longer shown is somebody."""
        by = self.by.name if self.by and self.by.is_shown else gettext("Somebody")
        return f"{by}{self.for_whom}"

    @property
    def address(self) -> str:
        """The public address of the act; federation sends it as the activity's id."""
        return f"{settings.CALADE_ORIGIN}/ap/act/{self.uid}"


class Errand(Leased):
    """`reader` must still be told of `entry`. Errands about one thing run in order (their lane)."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="errands")
    reader = models.CharField(max_length=40)

    class Meta(Leased.Meta):
        constraints = [models.UniqueConstraint(fields=["entry", "reader"], name="errand_once_per_reader")]

    def __str__(self) -> str:
        return f"{self.reader} of {self.entry_id}"


class Job(Leased):
    """A call that somebody asked for through Django's Tasks API; `task` is a dotted path."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    task = models.CharField(max_length=200)
    arguments: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    result: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)

    class Meta(Leased.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.task} {self.uid}"
