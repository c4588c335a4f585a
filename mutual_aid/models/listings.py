"""What somebody asks for, offers, lends or organises; and where they will meet, sealed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.base.models import Addressed, Dated
from commons.base.sealing import purpose, seal, unseal
from commons.base.templatetags.calade import said_words
from commons.communities.models import Community
from commons.moderation.models import Flag
from commons.people import homes
from commons.people.blocks import blocked_with
from commons.people.models import Person
from commons.people.permissions import is_mediator, is_moderator
from commons.places.models import Neighbourhood
from mutual_aid.availability import Part
from mutual_aid.categories import Category, category_named
from mutual_aid.deadlines import ASKED_BEFORE, SOON, days_after, expiry, next_reminder, standing_until
from mutual_aid.models.words import ListingWord
from mutual_aid.states import CLOSED, ON_BOARD, SHOWN, ListingState

SEALED_FOR = purpose("meeting place")
MOST_LOOKED_UP = 400  # listings with some words, by their keys
TONES = {
    ListingState.OPEN: "open",
    ListingState.PENDING: "wait",
    ListingState.DRAFT: "wait",
    ListingState.PAUSED: "wait",
    ListingState.COVERED: "busy",
    ListingState.HIDDEN: "wrong",
}


IN_PART = {
    Part.MORNING: _("in the morning"),
    Part.AFTERNOON: _("in the afternoon"),
    Part.EVENING: _("in the evening"),
}


class CategoryField(models.CharField[Any, Any]):
    """Gives back the Category itself, so that every card knows its icon."""

    def from_db_value(self, value: str | None, *_rest: object) -> Category | None:
        return None if value is None else category_named(value)

    def deconstruct(self) -> Any:
        """An ordinary column to the migrations, which never import our code."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class ListingQuerySet(models.QuerySet["Listing"]):
    def local(self) -> "ListingQuerySet":
        return self.filter(home="")

    def on_board(self) -> "ListingQuerySet":
        return self.filter(board_order__gt=0)

    def public(self) -> "ListingQuerySet":
        """What a visitor may know of: the summary of what is on the board for everybody."""
        return self.on_board().filter(visibility=Listing.Visibility.PUBLIC).heard_by(None)

    def heard_by(self, person: Person | None) -> "ListingQuerySet":
        """Nothing of suspended servers; of limited ones what the person follows."""
        return homes.heard_by(person, self, author="author", group="board")

    def readable_by(self, person: Person | None) -> "ListingQuerySet":
        """Visitors: public ones on the board. Members: what is shown, and what concerns them. Absent otherwise."""
        if person is None:
            return self.public()
        if not person.is_local:
            return self.public().local().filter(share=True)
        seen = [Listing.Visibility.PUBLIC, Listing.Visibility.MEMBERS]
        if is_mediator(person):
            seen.append(Listing.Visibility.MEDIATORS)
        shown = Q(state__in=SHOWN, visibility__in=seen)
        helped = Q(pk__in=person.responses.values("listing"), state__in=SHOWN | CLOSED)
        own = Q(author=person) | Q(mediator=person)
        readable = shown | helped
        if blocked := blocked_with(person):
            readable &= ~Q(author__in=blocked) & ~Q(mediator__in=blocked)
        readable |= own
        if is_moderator(person):
            flagged = Flag.objects.filter(about_type=ContentType.objects.get_for_model(Listing)).values(
                "about_id"
            )
            for_moderators = ~Q(visibility=Listing.Visibility.MEDIATORS) | Q(pk__in=flagged)
            readable |= ~Q(state=ListingState.DRAFT) & for_moderators
        return self.filter(readable).heard_by(person)

    def newest_open_first(self) -> "ListingQuerySet":
        return self.order_by("-board_order", "-created", "-pk")

    def saying(self, asked: Sequence[str], *, body_too: bool) -> "ListingQuerySet":
        """With these stems in the title; in the body only for those who may read it, else a search would tell it."""
        with_words = ListingWord.objects.of_all(asked, body_too=body_too)
        few = list(with_words.values_list("listing", flat=True)[: MOST_LOOKED_UP + 1])
        if len(few) <= MOST_LOOKED_UP:
            return self.filter(pk__in=few)
        found = self  # words that stand everywhere: the board is walked until there are enough
        for stem in asked:
            words = ListingWord.objects.beginning(stem, body_too=body_too)
            found = found.filter(Exists(words.filter(listing=OuterRef("pk"))))
        return found


def tone_of(state: str) -> str:
    return TONES.get(ListingState(state), "")


def when_words(kind: str, needs_by: date | None, part_of_day: str = "") -> str:
    """ "until Saturday 28 November, in the morning", or nothing. Never "tomorrow": public pages are stored."""
    part = str(IN_PART[Part(part_of_day)]) if part_of_day else ""
    if needs_by is None:
        return part
    words = gettext("on %(day)s") if kind == Listing.Kind.TASK else gettext("until %(day)s")
    day = words % {"day": said_words(needs_by)}
    return f"{day}, {part}" if part else day


class Listing(Addressed, Dated):
    """`neighbourhood` and its `cell` are all that is known of where; no finer place is ever stored.

    `place_name` and `url` describe a listing from elsewhere. `needs_by` is a day of the town's own calendar.
    `last_seq` is the journal entry of the last change: what open pages compare.
    """

    address_kind = "listing"
    State = ListingState

    class Kind(models.TextChoices):
        REQUEST = "request", _("request")
        OFFER = "offer", _("offer")
        LOAN = "loan", _("loan")
        TASK = "task", _("task for several")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Everybody. Visitors see the title, the neighbourhood and the day only.")
        MEMBERS = "members", _("The members of this town")
        MEDIATORS = "mediators", _("The town's mediators only")

    board = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="listings")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="", editable=False)
    category = CategoryField(max_length=20, choices=Category, default=Category.OTHER)
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="listings")
    on_behalf_of_alias = models.CharField(max_length=60, blank=True, default="")
    mediator = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="mediated_listings"
    )
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    neighbourhood = models.ForeignKey(
        Neighbourhood, null=True, blank=True, on_delete=models.SET_NULL, related_name="listings"
    )
    place_name = models.CharField(max_length=120, blank=True, default="")
    cell = models.CharField(max_length=12, blank=True, default="")
    needs_by = models.DateField(null=True, blank=True)
    part_of_day = models.CharField(max_length=10, choices=Part, blank=True, default="")
    # An offer or a loan without an end: asked once a year whether it still holds.
    standing = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True, editable=False)
    helpers_needed = models.PositiveSmallIntegerField(default=1)
    share = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ListingState, default=ListingState.DRAFT)
    previous_state = models.CharField(max_length=10, choices=ListingState, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True, default="")
    reopened_at = models.DateTimeField(null=True, blank=True)
    renewals = models.PositiveSmallIntegerField(default=0)
    url = models.CharField(max_length=2048, blank=True, default="")
    client_key = models.UUIDField(null=True, blank=True, editable=False)
    last_seq = models.BigIntegerField(default=0, editable=False)
    # What the board is listed by, as an index has it: open ones, those with enough people, and 0 for all others.
    board_order = models.GeneratedField(
        expression=Case(
            When(state=ListingState.OPEN.value, then=Value(2)),
            When(state=ListingState.COVERED.value, then=Value(1)),
            default=Value(0),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "client_key"], name="listing_posted_once"),
            models.CheckConstraint(condition=Q(helpers_needed__gte=1), name="listing_needs_somebody"),
        ]
        indexes = [
            models.Index(fields=["-board_order", "-created", "-id"], name="listing_board"),
            models.Index(fields=["category", "-board_order", "-created", "-id"], name="listing_board_about"),
            models.Index(
                fields=["neighbourhood", "-board_order", "-created", "-id"], name="listing_board_near"
            ),
            models.Index(fields=["state", "expires_at"], name="listing_timers"),
            models.Index(fields=["remind_at"], name="listing_reminders"),
        ]

    def __str__(self) -> str:
        """The title where everybody may read it, else only what kind of thing it is: records print this."""
        is_open = self.visibility == self.Visibility.PUBLIC and self.state in SHOWN
        return self.title if is_open else self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("mutual_aid:listing", args=[self.pk])

    @property
    def thing(self) -> str:
        """The name under which open pages listen to this listing."""
        return f"listing:{self.pk}"

    @property
    def state_tone(self) -> str:
        return tone_of(self.state)

    @property
    def is_on_board(self) -> bool:
        return self.state in ON_BOARD

    @property
    def is_shared(self) -> bool:
        """Neighbouring towns may know of it: its author ticked the box, and everybody may read it."""
        return self.share and self.visibility == self.Visibility.PUBLIC

    def fresh_end(self, needs_by: date | None) -> dict[str, Any]:
        """The columns of its clock, counted from today: when it ends, and when its author is told before."""
        today = timezone.localdate()
        ends = standing_until(today) if self.standing else expiry(needs_by, today)
        return {
            "expires_at": ends,
            "remind_at": next_reminder(ends, timezone.now(), standing=self.standing),
        }

    @property
    def ends_soon(self) -> bool:
        """Its author has been, or will soon be told that its time runs out."""
        running = self.state in ON_BOARD | {ListingState.PAUSED} and self.is_local
        spell = ASKED_BEFORE if self.standing else SOON
        return bool(running and self.expires_at and self.expires_at < days_after(timezone.now(), spell))

    @property
    def when_text(self) -> str:
        return when_words(self.kind, self.needs_by, self.part_of_day)

    @property
    def where_text(self) -> str:
        return self.neighbourhood.name if self.neighbourhood else self.place_name


class MeetingPlace(models.Model):
    """Where to meet, in the author's words. The database cannot read it; erased soon after the end (`retention.py`)."""

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="meeting_place")
    sealed = models.TextField()

    def __str__(self) -> str:
        return f"meeting place of {self.listing_id}"

    @property
    def text(self) -> str:
        return unseal(self.sealed, purpose=SEALED_FOR)

    @text.setter
    def text(self, words: str) -> None:
        self.sealed = seal(words, purpose=SEALED_FOR)
