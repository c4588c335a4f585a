"""What changed lately, in the order in which it is read: a row per change, forgotten after three months."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.people import homes
from commons.people.models import Person
from commons.people.permissions import is_citizen

from .pages import Page
from .revisions import Revision
from .themes import Theme

KEEP_CHANGES = timedelta(days=90)


class ChangeQuerySet(models.QuerySet["Change"]):
    def readable_by(self, person: Person | None) -> "ChangeQuerySet":
        """Of a page that is gone, only that it went; what waits to be looked at, for members of this town."""
        rows = self.filter(Q(page__deleted_at=None) | Q(kind=Change.Kind.DELETION))
        if not is_citizen(person):
            rows = rows.filter(Q(revision=None) | Q(revision__state=Revision.State.LIVE))
        return homes.not_hidden(rows, "page__home")

    def heard(self) -> "ChangeQuerySet":
        """For lists of all themes: nothing of limited servers."""
        limited = homes.quiet().limited
        return self.exclude(page__home__in=limited) if limited else self

    def to_show(self) -> "ChangeQuerySet":
        """With what a line of a list prints, in one query."""
        return self.select_related("theme__community", "page", "revision", "by")

    def newest_first(self) -> "ChangeQuerySet":
        return self.order_by("-at", "-pk")

    def before(self, last: int | None) -> "ChangeQuerySet":
        """What comes after the change with that key in a list with the newest first; all of it when there is none."""
        at = Change.objects.filter(pk=last).values_list("at", flat=True).first() if last else None
        if at is None:
            return self
        # Said twice: the first bound is the one that an index can begin at.
        return self.filter(at__lte=at).filter(Q(at__lt=at) | Q(at=at, pk__lt=last))


class Change(models.Model):
    """Written with the change itself. `by` is empty when nobody is named: hidden, or said by another town.

    `newcomer`: they were not confirmed yet when they wrote it. A page that was deleted or came back has no revision.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("new page")
        EDIT = "edit", _("edit")
        MOVE = "move", _("new name")
        MERGE = "merge", _("merged into another page")
        DELETION = "deletion", _("page deleted")
        RETURN = "return", _("page restored")

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+", db_index=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="changes", db_index=False)
    revision = models.OneToOneField(
        Revision, null=True, blank=True, on_delete=models.CASCADE, related_name="change"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    minor = models.BooleanField(default=False)
    newcomer = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="change_anywhere"),
            models.Index(fields=["theme", "-at", "-id"], name="change_of_theme"),
            models.Index(fields=["page", "-at", "-id"], name="change_of_page"),
            models.Index(fields=["by", "-at", "-id"], name="change_by"),
            models.Index(fields=["kind", "-at", "-id"], name="change_kind"),
            models.Index(fields=["theme", "kind", "-at", "-id"], name="change_kind_of_theme"),
            models.Index(fields=["-at", "-id"], condition=Q(newcomer=True), name="change_by_newcomers"),
            models.Index(
                fields=["theme", "-at", "-id"], condition=Q(newcomer=True), name="change_newcomers_of_theme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of page {self.page_id}"

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)
