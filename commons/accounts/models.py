"""What belongs to signing in and to living here. Accounts and people themselves are in `commons.people`."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.cards import Card as Card
from commons.accounts.devices import Device as Device
from commons.accounts.states import SURE, AdmissionState, RecoveryState, Rung
from commons.base import sealing
from commons.base.models import Dated
from commons.base.sealing import seal, unseal
from commons.people.models import Account, Person

SEALED_FOR = sealing.purpose("postal address")
WORDS_SEALED_FOR = sealing.purpose("words of a newcomer")
INVITATION_SEALED_FOR = sealing.purpose("invitation")
HOLDS_FOR = timedelta(days=3 * 365)
CODE_FOR = timedelta(days=60)
RECOVERY_FOR = timedelta(days=7)
INVITATION_FOR = timedelta(days=14)


class ResidenceQuerySet(models.QuerySet["Residence"]):
    def sure(self) -> "ResidenceQuerySet":
        return self.filter(rung__in=SURE, until__gt=timezone.now())

    def waiting_for_a_letter(self) -> "ResidenceQuerySet":
        return self.filter(rung=Rung.ASKED).select_related("person").order_by("changed")


class Residence(Dated):
    """One line a person: the rung they stand on, how it was shown and until when. Never a document."""

    class Method(models.TextChoices):
        LETTER = "letter", _("a letter with a code")
        DESK = "desk", _("a proof shown at the desk")
        MET = "met", _("met in person")

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="residence")
    rung = models.CharField(max_length=10, choices=Rung, default=Rung.DECLARED)
    method = models.CharField(max_length=10, choices=Method, blank=True, default="")
    shown_to = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    until = models.DateTimeField(null=True)
    # While a letter is asked for; erased when it is printed.
    sealed_address = models.TextField(blank=True, default="")
    code_digest = models.CharField(max_length=64, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)

    objects = ResidenceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"residence of {self.person_id}: {self.rung}"

    @property
    def is_sure(self) -> bool:
        return self.rung in SURE and self.until is not None and self.until > timezone.now()

    @property
    def address(self) -> str:
        return unseal(self.sealed_address, purpose=SEALED_FOR) if self.sealed_address else ""

    @address.setter
    def address(self, words: str) -> None:
        self.sealed_address = seal(words, purpose=SEALED_FOR) if words else ""


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def waiting(self) -> "RecoveryQuerySet":
        since = timezone.now() - RECOVERY_FOR
        return self.filter(state=RecoveryState.ASKED, created__gt=since).order_by("created")


class Recovery(Dated):
    """Somebody has lost every second step and stands at the desk: one person asks, another one confirms."""

    class Proof(models.TextChoices):
        PAPER = "paper", _("an identity paper was shown")
        KNOWN = "known", _("known in person")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recoveries")
    proof = models.CharField(max_length=10, choices=Proof)
    state = models.CharField(max_length=10, choices=RecoveryState, default=RecoveryState.ASKED)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state=RecoveryState.ASKED),
                name="recovery_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"recovery of {self.person_id}: {self.state}"


class AdmissionQuerySet(models.QuerySet["Admission"]):
    def waiting(self) -> "AdmissionQuerySet":
        return self.filter(state=AdmissionState.WAITING).exclude(sealed_words="").order_by("created")


class Admission(Dated):
    """A newcomer before they are somebody here: asked for, vouched for, let in. Only where joining is not open."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="admission")
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=AdmissionState, default=AdmissionState.WAITING)
    sealed_words = models.TextField(blank=True, default="")
    settled_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = AdmissionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"admission of account {self.account_id}: {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:vouch", args=[self.uid])

    @property
    def words(self) -> str:
        return unseal(self.sealed_words, purpose=WORDS_SEALED_FOR) if self.sealed_words else ""

    @words.setter
    def words(self, words: str) -> None:
        self.sealed_words = seal(words, purpose=WORDS_SEALED_FOR) if words else ""


class Vouch(models.Model):
    """Somebody who lives here says: I know them."""

    admission = models.ForeignKey(Admission, on_delete=models.CASCADE, related_name="vouches")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="vouches")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["admission", "by"], name="vouch_once")]

    def __str__(self) -> str:
        return f"{self.by_id} vouches for {self.admission_id}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        return self.filter(used_at=None, created__gt=timezone.now() - INVITATION_FOR)


class Invitation(Dated):
    """A link that lets one person in, once, within fourteen days. Whom it was given to is not asked."""

    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    sealed_token = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation by {self.by_id}"

    @property
    def token(self) -> str:
        return unseal(self.sealed_token, purpose=INVITATION_SEALED_FOR)

    @token.setter
    def token(self, token: str) -> None:
        self.sealed_token = seal(token, purpose=INVITATION_SEALED_FOR)
        self.digest = sha256(token.encode()).hexdigest()

    @property
    def ends_at(self) -> datetime:
        return self.created + INVITATION_FOR


class Identity(models.Model):
    """FranceConnect or ProConnect says "the same as last time": a keyed hash, nothing of who they are."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "digest"], name="identity_of_one_account"),
            models.UniqueConstraint(fields=["account", "provider"], name="identity_once_per_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} of account {self.account_id}"


def residence_of(person: Any) -> Residence | None:
    return Residence.objects.filter(person=person).first() if person else None
