"""Who was at the inbox door a moment ago: their key and their host, for some seconds, in one process.

A block or a withdrawn key counts everywhere after `SECONDS`. A new key counts at once: what a remembered one does
not verify is judged anew.
"""

from dataclasses import dataclass
from time import monotonic

from django.utils import timezone

from federation.identities import JUST_NOW
from federation.models import RemoteKey

SECONDS = 10.0
SURE_SECONDS = 2.0
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Known:
    """`public` is the text of the key, `fresh` whether its home was asked so lately that it is not asked again."""

    actor: str
    host: str
    public: str
    at: float
    fresh: bool


class Memory:
    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def who(self, key_id: str) -> Known | None:
        known = self._known.get(key_id)
        return known if known and known.at > monotonic() - SECONDS else None

    def is_sure(self, known: Known) -> bool:
        """Read from the database just now, from their home lately: judging anew would say the same."""
        return known.fresh and known.at > monotonic() - SURE_SECONDS

    def learn(self, key_id: str, key: RemoteKey) -> None:
        """Only of keys whose host may talk to this town."""
        if len(self._known) >= MOST:
            self._known.clear()
        fresh = key.actor.fetched_at > timezone.now() - JUST_NOW
        self._known[key_id] = Known(key.actor.uri, key.actor.host, key.public, monotonic(), fresh)
