"""A theme: a community whose members write pages about one subject."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.base.models import Dated
from commons.communities.models import Community
from commons.people import homes


class Protection(models.TextChoices):
    """Who may change a page, from everybody to few."""

    OPEN = "open", _("All members")
    CONFIRMED = "confirmed", _("Confirmed members")
    TRUSTED = "trusted", _("Trusted members")
    STEWARDS = "stewards", _("Stewards of the theme")

    @property
    def strength(self) -> int:
        return list(Protection).index(self)


class Staleness(models.IntegerChoices):
    """After how many months without verification a page says so."""

    NEVER = 0, _("never")
    HALF_A_YEAR = 6, _("after six months")
    A_YEAR = 12, _("after one year")
    TWO_YEARS = 24, _("after two years")
    FIVE_YEARS = 60, _("after five years")


class ThemeQuerySet(models.QuerySet["Theme"]):
    def own(self) -> "ThemeQuerySet":
        """Those of this town, by name."""
        return self.filter(community__home="").select_related("community").order_by("community__name")

    def with_counts(self) -> "ThemeQuerySet":
        """Adds `page_count` and `last_change`, own themes first."""
        pages = apps.get_model("wiki", "Page").objects.standing().filter(theme=OuterRef("pk"))
        counts = pages.order_by().values("theme").annotate(count=Count("*"))
        return (
            homes.not_hidden(self.select_related("community"), "community__home")
            .annotate(
                page_count=Coalesce(Subquery(counts.values("count")), 0),
                last_change=Subquery(pages.recent().values("revised_at")[:1]),
            )
            .order_by("community__home", "community__name")
        )

    def called(self, slug: str) -> "ThemeQuerySet":
        """`jardins`, or `jardins@town.example` for a theme that lives elsewhere."""
        handle, _at, home = slug.partition("@")
        found = self.select_related("community").filter(community__handle=handle, community__home=home)
        return homes.not_hidden(found, "community__home")


class Theme(Dated):
    """`publish_after`: days after which edits that nobody looked at are published by themselves; 0 is never.
    `takes_suggestions`: visitors without an account may propose corrections, which wait.
    """

    class Review(models.TextChoices):
        NONE = "none", _("nothing is reviewed beforehand")
        NEW_EDITORS = "new_editors", _("the edits and the new pages of newcomers")
        ALL = "all", _("all edits and new pages")

        @property
        def strength(self) -> int:
            return list(Theme.Review).index(self)

    community = models.OneToOneField(Community, on_delete=models.CASCADE, related_name="theme")
    rules = models.TextField(blank=True, default="")
    licence = models.CharField(max_length=100, blank=True, default="CC BY-SA 4.0")
    protection = models.CharField(max_length=10, choices=Protection, default=Protection.OPEN)
    review_mode = models.CharField(max_length=12, choices=Review, default=Review.NONE)
    stale_after = models.PositiveSmallIntegerField(choices=Staleness, default=Staleness.A_YEAR)
    sources_required = models.BooleanField(default=False)
    publish_after = models.PositiveSmallIntegerField(default=0)
    takes_suggestions = models.BooleanField(default=True)

    objects = ThemeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.community.name

    def get_absolute_url(self) -> str:
        return reverse("wiki:theme", args=[self.slug])

    @property
    def slug(self) -> str:
        return self.community.acct

    @property
    def language(self) -> str:
        """What its pages are written in; of another town this is not known."""
        return settings.LANGUAGE_CODE if self.is_local else ""

    @property
    def home(self) -> str:
        return self.community.home

    @property
    def is_local(self) -> bool:
        return self.community.is_local
