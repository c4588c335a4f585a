"""A thing that somebody, or a group, lends to neighbours."""

from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import FilteredRelation, Q
from django.urls import reverse
from django.utils import timezone

from commons.base.models import Dated
from commons.base.text import fold
from commons.communities.models import Community
from commons.images.models import Image
from commons.moderation.models import Flag
from commons.people.blocks import blocked_with
from commons.people.models import Person
from commons.people.permissions import is_citizen, is_moderator
from commons.places.models import Neighbourhood
from mutual_aid.categories import Category, category_named
from mutual_aid.lending_states import HOLDS, LENT, ItemState
from mutual_aid.models.listings import CategoryField, Listing

TONES = {ItemState.ACTIVE: "open", ItemState.RESTING: "wait", ItemState.HIDDEN: "wrong"}


class ItemQuerySet(models.QuerySet["Item"]):
    def lent(self) -> "ItemQuerySet":
        """What stands in the library."""
        return self.filter(state__in=LENT)

    def kept_by(self, person: Person) -> "ItemQuerySet":
        """One's own, and those of the groups that one looks after."""
        steward = person.memberships.filter(role="steward").values("community")
        return self.filter(Q(owner=person) | Q(group__in=steward))

    def readable_by(self, person: Person | None) -> "ItemQuerySet":
        """What is lent; one's own always; for moderators also what was flagged or hidden. Absent otherwise."""
        if person is None or not is_citizen(person):
            return self.lent()
        readable = Q(state__in=LENT)
        if blocked := blocked_with(person):
            readable &= ~Q(owner__in=blocked)
        own = Q(owner=person) | Q(group__in=person.memberships.filter(role="steward").values("community"))
        readable |= own & ~Q(state=ItemState.GONE)
        if is_moderator(person):
            flagged = Flag.objects.filter(about_type=ContentType.objects.get_for_model(Item))
            readable |= Q(state=ItemState.HIDDEN) | Q(pk__in=flagged.values("about_id"))
        return self.filter(readable)

    def saying(self, words: str) -> "ItemQuerySet":
        found = self
        for word in fold(words).split()[:8]:
            found = found.filter(words__contains=word)
        return found

    def free_between(self, first: date, last: date) -> "ItemQuerySet":
        """Active, and promised to nobody on any of these days."""
        on_those_days = Q(loans__state__in=HOLDS, loans__starts_on__lte=last, loans__ends_on__gte=first)
        promised = FilteredRelation("loans", condition=on_those_days)
        return self.annotate(promised=promised).filter(promised=None, state=ItemState.ACTIVE)


class Item(Dated):
    """`deposit` is only a note between people: the town holds no money. `listing` says it on the board.

    Either `owner` or `group` is set; both are empty for a thing whose owner has left.
    """

    State = ItemState

    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="items")
    group = models.ForeignKey(
        Community, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True, default="")
    usage = models.TextField(blank=True, default="")
    deposit = models.CharField(max_length=200, blank=True, default="")
    category = CategoryField(max_length=20, choices=Category, default=Category.TOOLS)
    neighbourhood = models.ForeignKey(
        Neighbourhood, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    photo = models.ForeignKey(Image, null=True, blank=True, on_delete=models.SET_NULL, related_name="items")
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.ACTIVE)
    listing = models.OneToOneField(
        Listing, null=True, blank=True, on_delete=models.SET_NULL, related_name="item"
    )
    client_key = models.UUIDField(null=True, blank=True, editable=False)
    words = models.TextField(blank=True, default="", editable=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "client_key"], name="item_added_once"),
            models.CheckConstraint(condition=Q(owner=None) | Q(group=None), name="item_has_one_owner"),
        ]
        indexes = [models.Index(fields=["state", "neighbourhood", "-created"], name="item_shelf")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("mutual_aid:item", args=[self.pk])

    def save(self, *args: object, **kwargs: object) -> None:
        about = category_named(str(self.category or ""))
        self.words = fold(f"{self.title} {self.description} {about.label}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def author(self) -> Person | None:
        """Whom a flag is about."""
        return self.owner

    @property
    def is_lent(self) -> bool:
        return self.state in LENT

    @property
    def state_tone(self) -> str:
        return TONES.get(ItemState(self.state), "")

    @property
    def keepers(self) -> list[Person]:
        """Who answers for it: its owner, or those who look after the group."""
        if self.owner:
            return [self.owner]
        if self.group is None:
            return []
        named = self.group.memberships.of_stewards()
        return [membership.person for membership in named]

    def days_taken(self, *, weeks: int, but: int = 0) -> list[tuple[date, date]]:
        """From today on, when it is promised or out, in order."""
        today = timezone.localdate()
        loans = self.loans.filter(state__in=HOLDS, ends_on__gte=today).exclude(pk=but)
        loans = loans.filter(starts_on__lte=today + timedelta(weeks=weeks)).order_by("starts_on")
        return list(loans.values_list("starts_on", "ends_on"))
