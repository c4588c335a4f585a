"""Who is told by e-mail without having an account: an address, one thing, and their yes."""

from django.db import models
from django.utils import timezone

from commons.base.codes import fingerprint
from commons.base.sealing import purpose, seal, unseal

SEALED_FOR = purpose("subscription")


def digest_of(email: str) -> str:
    """The same address twice is one; nobody reads it back (a keyed digest)."""
    return fingerprint(email.strip().casefold())


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> "SubscriptionQuerySet":
        return self.filter(confirmed_at__isnull=False)


class Subscription(models.Model):
    """`kind` and `key` as in `commons.notices.bulletins`: ("neighbourhood", "3"). Nothing is sent but one question
    before `confirmed_at`. `told_until` is how far they have been told.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120, blank=True, default="")
    digest = models.CharField(max_length=64)
    sealed = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField(default=timezone.now)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "kind", "key"], name="subscription_once"),
        ]
        indexes = [
            models.Index(
                fields=["kind", "told_until"],
                condition=models.Q(confirmed_at__isnull=False),
                name="subscription_due",
            )
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk}"  # never the address

    @property
    def email(self) -> str:
        """ "" when the secret that sealed it is lost."""
        return unseal(self.sealed, purpose=SEALED_FOR)

    @email.setter
    def email(self, email: str) -> None:
        self.sealed, self.digest = seal(email.strip(), purpose=SEALED_FOR), digest_of(email)
