"""Abstract models: things with dates, things with a public address."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from commons.base.identifiers import uuid7


class Dated(models.Model):
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Addressed(models.Model):
    """A thing that has one address in the whole network, wherever it lives.

    `home` is the host (with port, if any) of the server where it lives, empty for this town; `uri` is the
    address its home gave it, empty for ours, whose address is made from `address_kind` and `uid`.
    """

    address_kind: ClassVar[str]
    # What those who ask for the thing at an address always look at next (`thing_at` brings it along).
    address_brings: ClassVar[tuple[str, ...]] = ()

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    home = models.CharField(max_length=255, blank=True, default="", editable=False)
    uri = models.CharField(max_length=2048, unique=True, null=True, blank=True, default=None, editable=False)

    class Meta:
        abstract = True

    @property
    def is_local(self) -> bool:
        return not self.home

    @property
    def address(self) -> str:
        """The absolute address under which other servers know this thing."""
        return self.uri or f"{settings.CALADE_ORIGIN}/ap/{self.address_kind}/{self.uid}"
