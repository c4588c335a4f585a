"""Who has blocked whom: few rows, asked about wherever lists are read, so each process reads them all at once."""

from commons.live.remembered import Remembered
from commons.people.models import Block, Person
from commons.people.verbs import Verb


def _read() -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for blocker, blocked in Block.objects.values_list("blocker", "blocked"):
        found.setdefault(blocker, set()).add(blocked)
        found.setdefault(blocked, set()).add(blocker)
    return found


_blocks = Remembered(
    _read, until={Verb.PERSON_BLOCKED, Verb.PERSON_UNBLOCKED, Verb.PERSON_MOVED, Verb.PERSON_LEFT}
)


def blocked_with(person: Person) -> frozenset[int]:
    """The keys of those whom they have blocked and of those who have blocked them. Nobody is told which."""
    return frozenset(_blocks().get(person.pk, ()))
