"""Who wants to hear of changes, how often, and what they have seen. Nobody else is told who watches what."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.people.models import Person

from .pages import Page
from .revisions import Revision
from .themes import Theme


class WatchQuerySet(models.QuerySet["Watch"]):
    def of(self, person: Person) -> "WatchQuerySet":
        rows = self.filter(person=person).filter(Q(page=None) | Q(page__deleted_at=None))
        return rows.select_related("page__theme__community", "theme__community")

    def on(self, page: Page) -> "WatchQuerySet":
        """Of the page itself, or of its whole theme by those who have not said otherwise of the page."""
        own = Watch.objects.filter(page=page).values("person")
        return self.filter(Q(page=page) | Q(theme=page.theme_id) & ~Q(person__in=own))


class Watch(models.Model):
    """One page, or all pages of a theme. `minor`: small corrections too. `seen` is the number of the last version
    that the person was shown: personal data, needed to say what changed since; it goes with the watch.
    """

    class Level(models.TextChoices):
        EVERY = "every", _("each change")
        DAILY = "daily", _("once a day, by e-mail")
        WEEKLY = "weekly", _("once a week, by e-mail")
        SILENT = "silent", _("nothing: I look by myself")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="watches")
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.CASCADE, related_name="watches")
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.CASCADE, related_name="watches")
    level = models.CharField(max_length=8, choices=Level, default=Level.EVERY)
    minor = models.BooleanField(default=False)
    seen = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("watches")
        constraints = [
            models.UniqueConstraint(fields=["person", "page"], name="watch_page_once"),
            models.UniqueConstraint(fields=["person", "theme"], name="watch_theme_once"),
            models.CheckConstraint(
                condition=Q(page__isnull=False, theme__isnull=True)
                | Q(page__isnull=True, theme__isnull=False),
                name="watch_one_thing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["level", "person"], condition=Q(level__in=["daily", "weekly"]), name="watch_digests"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} watches {self.page_id or self.theme_id}"

    @property
    def target(self) -> "Page | Theme":
        target = self.page or self.theme
        assert target is not None  # noqa: S101 (a constraint of the table)
        return target


# Up to when each digest was told, as a field of Watcher.
UNTIL = {Watch.Level.DAILY: "daily_until", Watch.Level.WEEKLY: "weekly_until"}


class Watcher(models.Model):
    """What somebody watches without asking, and up to when they were told by the two digests."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="watcher")
    pages_begun = models.BooleanField(default=True)
    pages_edited = models.BooleanField(default=False)
    daily_until = models.DateTimeField(default=timezone.now)
    weekly_until = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"wishes of {self.person_id}"


class Thanks(models.Model):
    """Somebody thanked for a change: kept so that it is said once. Nobody counts them."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="thanks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = _("thanks")
        constraints = [models.UniqueConstraint(fields=["revision", "person"], name="thanked_once")]

    def __str__(self) -> str:
        return f"thanks for {self.revision_id}"
