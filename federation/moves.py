"""Moving between servers (FEP-7628): both addresses must say that they are the same person."""

from datetime import timedelta

from django.utils import timezone

from commons.base.addresses import thing_at
from commons.base.egress import BadAddress, parse_url
from commons.people import actions as people
from commons.people.models import Person
from federation import identities, reader
from federation.fetch import budget
from federation.identities import Unknown
from federation.models import RemoteActor
from federation.policy import lives_here
from federation.reader import Activity

# Who moves twice in a month is more likely a broken server, or somebody who chases people's follows.
AGAIN_AFTER = timedelta(days=30)


def target_of(move: Activity) -> str:
    return move.target if isinstance(move.target, str) else getattr(move.target, "id", "")


def check(move: Activity) -> str:
    """ "" when the new address claims the old one too, else why not. Uses the network; raises Unknown."""
    old, new = move.actor, target_of(move)
    if move.object_id != old or not new or new == old or move.announced_by:
        return "not-theirs"
    if lives_here(new):
        here = thing_at(new)
        return (
            ""
            if isinstance(here, Person) and here.is_active and old in here.also_known_as
            else "no-claim-back"
        )
    if old not in document_of(new).also_known_as:
        return "no-claim-back"
    return "" if identities.actor_at(new, refresh=True).person else "not-a-person"


def document_of(uri: str) -> reader.Actor:
    """An actor as their home shows them this moment. Raises Unknown."""
    return identities.actor_document(uri)


def moved_in(old: Person, new_address: str) -> str:
    """Follows go to the new address, once. No network: `check` has been asked before."""
    new = thing_at(new_address)
    if not isinstance(new, Person):
        return "nobody-here"
    recently = RemoteActor.objects.filter(uri=old.address, moved_at__gt=timezone.now() - AGAIN_AFTER)
    if recently.exists():
        return "too-soon"
    RemoteActor.objects.filter(uri=old.address).update(moved_at=timezone.now())
    people.move_follows(old, new)
    return "moved"


def address_meant(text: str) -> str:
    """The actor's address behind a handle or an address as people type it. Raises Unknown. Uses the network."""
    text = text.strip()
    if "//" not in text:
        return identities.look_up(text)
    try:
        return parse_url(text).url
    except BadAddress as error:
        raise Unknown("bad-account") from error


def name_addresses(person: Person, *, typed: list[str]) -> None:
    """State other addresses of one's own; each must be somebody. Raises Unknown. Uses the network."""
    with budget(4 * people.MOST_ADDRESSES, seconds=30):
        found = [_somebody_at(address_meant(text)).id for text in typed]
    people.name_other_addresses(person, by=person, addresses=list(dict.fromkeys(found)))


def move_out(person: Person, *, to: str) -> None:
    """Send the followers to a new address, which must name this one. Raises Unknown. Uses the network."""
    with budget(6, seconds=30):
        actor = _somebody_at(address_meant(to))
    if person.address not in actor.also_known_as:
        raise Unknown("no-claim-back")
    people.move_away(person, by=person, address=actor.id)


def _somebody_at(uri: str) -> reader.Actor:
    actor = document_of(uri)
    if actor.type == "Group":
        raise Unknown("not-a-person")
    return actor
