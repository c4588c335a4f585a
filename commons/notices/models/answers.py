"""Secret addresses: to answer by mail, to read one's notices in another program."""

from hashlib import sha256

from django.db import models
from django.utils import timezone

from commons.base.sealing import purpose, seal, unseal

SEALED_FOR = purpose("notice feed")


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


class AnswerAddress(models.Model):
    """`person` answers in one thing, by writing to an address that only they were told. The address itself is kept
    nowhere: it is made again from the row, and the row is found by its digest.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "answer addresses"
        constraints = [models.UniqueConstraint(fields=["person", "kind", "key"], name="answer_address_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.kind} {self.key}"


class FeedAddress(models.Model):
    """One secret address per person: found by its digest, sealed for its owner, renewed or closed with one press."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="feed_address")
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "feed addresses"

    def __str__(self) -> str:
        return f"feed of {self.person_id}"

    @property
    def token(self) -> str:
        return unseal(self.sealed, purpose=SEALED_FOR)

    @token.setter
    def token(self, token: str) -> None:
        self.sealed, self.digest = seal(token, purpose=SEALED_FOR), digest_of(token)
