"""The secret address under which somebody's own calendar program reads what they have promised."""

import hashlib

from django.db import models

from commons.base.sealing import purpose, seal, unseal
from commons.people.models import Person

SEALED_FOR = purpose("calendar")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class CalendarAddress(models.Model):
    """Found by its digest; the token itself is sealed, for its owner's eyes. Another token is another address."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_address")
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "calendar addresses"

    def __str__(self) -> str:
        return f"calendar address {self.pk}"

    @property
    def token(self) -> str:
        return unseal(self.sealed, purpose=SEALED_FOR)

    @token.setter
    def token(self, token: str) -> None:
        self.digest, self.sealed = digest_of(token), seal(token, purpose=SEALED_FOR)
