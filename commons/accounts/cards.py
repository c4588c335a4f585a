"""Coming in without an e-mail address: a card with a number and a code, made at the desk.

The code is known to its holder alone: it is printed once, and they can make another one on their own page. An account
without an address has one that no mail can reach, so that nothing else of the town need know the difference.
"""

from hmac import compare_digest

from django.conf import settings
from django.db import models
from django.utils import timezone

from commons.base import codes
from commons.people.models import NO_MAIL, Account, Person

NUMBER, CODE = 8, 12  # sixty bits, and ten tries between two successes
MOST_TRIES = 10


class Card(models.Model):
    """One for an account that no mail reaches. It ends when an address is added."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="card")
    number = models.CharField(max_length=NUMBER, unique=True)
    code_digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"card of account {self.account_id}"

    @property
    def is_locked(self) -> bool:
        return self.tries >= MOST_TRIES

    def is_opened_by(self, code: str) -> bool:
        """Also when the town has changed its key since: cards are kept for years."""
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return any(compare_digest(digest_of(self.number, code, key), self.code_digest) for key in keys)


def as_typed(said: str) -> str:
    """Spaces and small letters are as good."""
    return "".join(said.split()).replace("-", "").upper()


def in_groups(said: str) -> str:
    return " ".join(said[at : at + 4] for at in range(0, len(said), 4))


def digest_of(number: str, code: str, key: str = "") -> str:
    return codes.fingerprint(f"card {number} {as_typed(code)}", key)


def address_of(number: str) -> str:
    return f"{number.lower()}@{NO_MAIL}"
