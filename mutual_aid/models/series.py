"""A task that takes place again and again, until a day that is known from the beginning."""

from django.db import models
from django.utils import timezone

from commons.base.models import Dated
from commons.base.sealing import purpose, seal, unseal
from commons.people.models import Person
from mutual_aid.recurrence import Rule

SEALED_FOR = purpose("meeting place")


class SeriesQuerySet(models.QuerySet["Series"]):
    def running(self) -> "SeriesQuerySet":
        return self.filter(ended_at=None, until__gte=timezone.localdate(), author__isnull=False)


class Series(Dated):
    """`template` holds what each listing of it says, in the words of `organise`; where to meet is sealed beside it.

    It ends by itself on `until`: nobody needs to think of it.
    """

    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="series")
    rule = models.CharField(max_length=12, choices=Rule)
    first_day = models.DateField()
    starts = models.TimeField()
    minutes = models.PositiveIntegerField()
    until = models.DateField()
    template = models.JSONField()
    sealed_place = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"series {self.pk}"

    @property
    def place(self) -> str:
        return unseal(self.sealed_place, purpose=SEALED_FOR) if self.sealed_place else ""

    @place.setter
    def place(self, words: str) -> None:
        self.sealed_place = seal(words, purpose=SEALED_FOR) if words.strip() else ""
