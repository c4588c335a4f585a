"""One loan of one thing, and how the thing was when it changed hands, sealed for the two sides."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.base.models import Dated
from commons.base.sealing import purpose, seal, seal_bytes, unseal, unseal_bytes
from commons.conversations.models import Topic
from commons.people.models import Person
from commons.people.permissions import is_mediator, is_moderator
from mutual_aid.lending_states import HOLDS, LIVING, LoanState
from mutual_aid.models.items import Item

SEALED_FOR = purpose("condition")
TONES = {
    LoanState.REQUESTED: "wait",
    LoanState.RESERVED: "open",
    LoanState.HANDED_OVER: "busy",
    LoanState.RETURNED: "wait",
    LoanState.MEDIATION: "wrong",
}


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def holding(self) -> "ReservationQuerySet":
        """Whose days nobody else can have."""
        return self.filter(state__in=HOLDS)

    def living(self) -> "ReservationQuerySet":
        return self.filter(state__in=LIVING)

    def late(self) -> "ReservationQuerySet":
        """Handed over, and not back on the last day."""
        return self.filter(state=LoanState.HANDED_OVER, ends_on__lt=timezone.localdate())

    def between(self, first: date, last: date) -> "ReservationQuerySet":
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def concerning(self, person: Person) -> "ReservationQuerySet":
        """Those in which somebody borrows, or lends."""
        kept = Item.objects.kept_by(person).values("pk")
        return self.filter(Q(borrower=person) | Q(item__in=kept))

    def readable_by(self, person: Person | None) -> "ReservationQuerySet":
        """Its two sides; mediators and moderators from the moment when they were asked."""
        if person is None or not person.is_local:
            return self.none()
        found = self.concerning(person)
        if is_mediator(person) or is_moderator(person):
            found |= self.filter(mediated_at__isnull=False)
        return found


class Reservation(Dated):
    """`starts_on` and `ends_on` are days of the town's calendar, both included. `asked_until` is a longer wish.

    On PostgreSQL a constraint of its own (migration) keeps two reservations of a thing from meeting on a day.
    """

    State = LoanState

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="loans")
    borrower = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="loans")
    starts_on = models.DateField()
    ends_on = models.DateField()
    asked_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=LoanState, default=LoanState.REQUESTED)
    thread = models.OneToOneField(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="reservation"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    mediated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # The last day on which the borrower was reminded, or warned that the thing is not back: each is said once.
    reminded_on = models.DateField(null=True, blank=True)
    client_key = models.UUIDField(null=True, blank=True, editable=False)
    last_seq = models.BigIntegerField(default=0, editable=False)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="loan_ends_after_start"),
            models.UniqueConstraint(fields=["borrower", "client_key"], name="loan_asked_once"),
        ]
        indexes = [
            models.Index(fields=["item", "state", "starts_on"], name="loan_calendar"),
            models.Index(fields=["state", "ends_on"], name="loan_timers"),
        ]

    def __str__(self) -> str:
        return gettext("loan of a thing")

    def get_absolute_url(self) -> str:
        return reverse("mutual_aid:loan", args=[self.pk])

    @property
    def thing(self) -> str:
        return f"loan:{self.pk}"

    @property
    def state_tone(self) -> str:
        return TONES.get(LoanState(self.state), "")

    @property
    def is_late(self) -> bool:
        """Derived, and over as soon as the thing is back."""
        return self.state == LoanState.HANDED_OVER and self.ends_on < timezone.localdate()

    @property
    def is_awaited(self) -> bool:
        """Agreed, and its thing is late: somebody else still has it."""
        return self.state == LoanState.RESERVED and self.item.loans.late().exists()


class Condition(models.Model):
    """How the thing was: written by one side, confirmed by the other, read by nobody else but a mediator."""

    class Moment(models.TextChoices):
        HAND_OVER = "handover", _("when it was handed over")
        RETURN = "return", _("when it came back")

    loan = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="conditions")
    moment = models.CharField(max_length=10, choices=Moment)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    sealed_words = models.TextField(blank=True, default="")
    sealed_photo = models.BinaryField(default=b"")
    at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["loan", "moment"], name="condition_once_per_moment")]

    def __str__(self) -> str:
        return f"condition of loan {self.loan_id}"

    def write(self, *, words: str, photo: bytes) -> None:
        """Seal what was said and shown; nothing is saved."""
        self.sealed_words = seal(words, purpose=SEALED_FOR) if words else ""
        self.sealed_photo = seal_bytes(photo, purpose=SEALED_FOR) if photo else b""

    @property
    def words(self) -> str:
        return unseal(self.sealed_words, purpose=SEALED_FOR) if self.sealed_words else ""

    @property
    def photo(self) -> bytes:
        return unseal_bytes(bytes(self.sealed_photo), purpose=SEALED_FOR) if self.sealed_photo else b""

    @property
    def has_photo(self) -> bool:
        return bool(self.sealed_photo)
