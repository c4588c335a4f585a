"""What somebody wants to be told of when it is new on the board. They alone see it."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.people.blocks import blocked_with
from commons.people.models import Person
from commons.places.models import Neighbourhood
from commons.places.neighbourhoods import neighbourhoods
from mutual_aid.categories import Category, category_named
from mutual_aid.models.listings import Listing, ListingQuerySet
from mutual_aid.nearness import Nearness, around


class SavedAlertQuerySet(models.QuerySet["SavedAlert"]):
    def at_once(self) -> "SavedAlertQuerySet":
        return self.exclude(how=SavedAlert.How.DAILY)

    def daily(self) -> "SavedAlertQuerySet":
        return self.filter(how=SavedAlert.How.DAILY)

    def wanting(self, listing: Listing) -> "SavedAlertQuerySet":
        """Of people who are here, who did not write it themselves and have nothing against whoever did. One query."""
        found = self.filter(
            _near(listing.neighbourhood),
            category__in=["", listing.category],
            kind__in=["", listing.kind],
            person__state=Person.State.ACTIVE,
            person__home="",
        )
        hosts = [key for key in (listing.author_id, listing.mediator_id) if key]
        blocked = blocked_with(listing.author) if listing.author else frozenset()
        return found.exclude(person__in=[*hosts, *blocked])


class SavedAlert(models.Model):
    """An empty `kind` or `category` and no `neighbourhood` stand for all of them. `reach` goes around it.

    `told_until`: up to where the daily message has told.
    """

    class How(models.TextChoices):
        HERE = "here", _("At once, among my notices")
        MAIL = "mail", _("At once, and by e-mail")
        DAILY = "daily", _("Once a day, by e-mail")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_alerts")
    kind = models.CharField(max_length=10, choices=Listing.Kind, blank=True, default="")
    category = models.CharField(max_length=20, choices=Category, blank=True, default="")
    neighbourhood = models.ForeignKey(
        Neighbourhood, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_alerts"
    )
    reach = models.CharField(max_length=10, choices=Nearness, default=Nearness.HERE)
    how = models.CharField(max_length=10, choices=How, default=How.HERE)
    told_until = models.DateTimeField(default=timezone.now)
    said_at = models.DateTimeField(auto_now=True)

    objects = SavedAlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "category", "neighbourhood", "reach"],
                condition=Q(neighbourhood__isnull=False),
                name="alert_saved_once",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "category"],
                condition=Q(neighbourhood__isnull=True),
                name="alert_everywhere_once",
            ),
        ]
        indexes = [
            models.Index(fields=["category", "neighbourhood"], name="alert_wanting"),
            models.Index(fields=["how", "told_until"], name="alert_due"),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk} of {self.person_id}"

    @property
    def words(self) -> str:
        """ "Request · Gardening · La Roquette and those next to it", as the filters of the board say it."""
        kind = str(self.get_kind_display()).capitalize() if self.kind else ""
        category = str(category_named(self.category).label) if self.category else ""
        return " · ".join(part for part in (kind, category, self._place) if part) or gettext("Everything")

    @property
    def _place(self) -> str:
        if self.neighbourhood is None:
            return ""
        said = {
            Nearness.NEXT: gettext("%(place)s and those next to it"),
            Nearness.TOWN: gettext("%(place)s and up to 3 km"),
        }
        return said.get(Nearness(self.reach), "%(place)s") % {"place": self.neighbourhood.name}

    def wants(self, listing: Listing) -> bool:
        return (
            self.kind in ("", listing.kind)
            and self.category in ("", listing.category)
            and (self.neighbourhood is None or listing.neighbourhood_id in self._places)
        )

    def among(self, listings: ListingQuerySet) -> ListingQuerySet:
        """Those of them that it wants."""
        found = listings.filter(**{n: v for n, v in (("kind", self.kind), ("category", self.category)) if v})
        return found if self.neighbourhood is None else found.filter(neighbourhood__in=self._places)

    @property
    def _places(self) -> list[int]:
        assert self.neighbourhood is not None  # noqa: S101 (for the type checker)
        return _within(self.neighbourhood, neighbourhoods(), Nearness(self.reach))


def _within(centre: Neighbourhood, places: Sequence[Neighbourhood], reach: Nearness) -> list[int]:
    return [place.pk for place in around(centre, places, reach)]


def _near(where: Neighbourhood | None) -> Q:
    """Alerts around `where`; distances are sets of neighbourhoods, the same seen from both ends."""
    near = Q(neighbourhood=None)
    if where is not None:
        near |= Q(neighbourhood=where)
        for reach in (Nearness.NEXT, Nearness.TOWN):
            near |= Q(reach=reach, neighbourhood__in=_within(where, neighbourhoods(), reach))
    return near
