"""What somebody said they can do for others, when and how far. They alone see it, and mediators who look for help."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.people.blocks import blocked_with
from commons.people.models import Person
from mutual_aid.availability import unpacked
from mutual_aid.categories import Category, category_named
from mutual_aid.matching import Willing
from mutual_aid.models.listings import Listing
from mutual_aid.nearness import NOWHERE, Nearness, Spot


class HelperProfileQuerySet(models.QuerySet["HelperProfile"]):
    def awake(self, today: date | None = None) -> "HelperProfileQuerySet":
        """Of people who are here and are not having a rest."""
        rested = Q(paused_until=None) | Q(paused_until__lt=today or timezone.localdate())
        return self.filter(rested, person__state=Person.State.ACTIVE, person__home="")

    def for_listing(self, listing: Listing) -> "HelperProfileQuerySet":
        """Of those who do such things; not of those concerned, who answered or were asked already, who are blocked."""
        found = self.awake().filter(skills__category=listing.category)
        hosts = [key for key in (listing.author_id, listing.mediator_id) if key]
        answered, asked = Q(person__responses__listing=listing), Q(person__nudges__listing=listing)
        unasked = found.exclude(person__in=hosts).exclude(answered).exclude(asked)
        blocked = blocked_with(listing.author) if listing.author else frozenset()
        return unasked.exclude(person__in=blocked) if blocked else unasked

    def willing_to(self, category: Category) -> list[Willing]:
        """As `matching` takes those who do such things, without a row of them: there may be thousands."""
        columns = (
            "person",
            "free",
            "reach",
            "paused_until",
            "person__neighbourhood",
            "person__neighbourhood__cell",
        )
        return [
            Willing(
                person=person,
                categories=frozenset([category]),
                free=unpacked(free),
                reach=Nearness(reach),
                spot=Spot(place, cell) if place else NOWHERE,
                paused_until=paused_until,
            )
            for person, free, reach, paused_until, place, cell in self.values_list(*columns)
        ]


class HelperProfile(models.Model):
    """One per person, gone when they take it back. `free` holds the 21 parts of a week (`availability`)."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="helper_profile"
    )
    free = models.PositiveIntegerField(default=0)
    reach = models.CharField(max_length=10, choices=Nearness, default=Nearness.NEXT)
    paused_until = models.DateField(null=True, blank=True)
    put_aside = models.JSONField(default=list, blank=True, editable=False)  # suggestions that were declined
    said_at = models.DateTimeField(auto_now=True)

    objects = HelperProfileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"what {self.person_id} can do"

    @property
    def willing(self) -> Willing:
        """As `matching` takes it. Reads the skills: prefetch them for many."""
        place = self.person.neighbourhood
        return Willing(
            person=self.person_id,
            categories=frozenset(category_named(skill.category) for skill in self.skills.all()),
            free=unpacked(self.free),
            reach=Nearness(self.reach),
            spot=Spot(place.pk, place.cell) if place else NOWHERE,
            paused_until=self.paused_until,
        )


class HelperSkill(models.Model):
    """A row per category, so that those who do one thing are found by an index."""

    profile = models.ForeignKey(HelperProfile, on_delete=models.CASCADE, related_name="skills")
    category = models.CharField(max_length=20, choices=Category)

    class Meta:
        verbose_name_plural = _("skills")
        constraints = [models.UniqueConstraint(fields=["category", "profile"], name="skill_said_once")]

    def __str__(self) -> str:
        return f"{self.category} by {self.profile_id}"
