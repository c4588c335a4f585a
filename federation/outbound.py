"""Journal entry → activity → one Delivery per inbox. Database work only, in the errand's transaction."""

import json
from collections.abc import Iterable

from django.conf import settings

from commons.base.addresses import is_ours
from commons.communities.models import Community
from commons.journal.models import Entry
from commons.people.models import Follow, Person
from federation import own_keys
from federation.models import Delivery, RemoteActor
from federation.policy import may_talk
from federation.registry import Outgoing, translators
from federation.vocabulary import with_context


def wants(entry: Entry) -> bool:
    """Silence is the default: only verbs that have a translator, and only while the town federates."""
    return entry.verb in translators.speakers and settings.CALADE_FEDERATION != "closed"


def tell_others(entry: Entry) -> None:
    """Read by the worker for each entry that may speak."""
    for outgoing in translators.speakers[entry.verb](entry):
        send(outgoing)


def send(outgoing: Outgoing) -> int:
    """Write a delivery per inbox concerned; asking twice changes nothing. Returns how many inboxes there are."""
    key = own_keys.key_of(outgoing.signer)
    body = json.dumps(with_context(outgoing.activity), ensure_ascii=False, separators=(",", ":"))
    inboxes = inboxes_of(outgoing)
    Delivery.objects.bulk_create(
        [
            Delivery(
                activity_id=outgoing.activity["id"],
                inbox=inbox,
                host=host,
                body=body,
                signer=key,
                lane=host[:200],
            )
            for inbox, host in inboxes.items()
        ],
        ignore_conflicts=True,
    )
    return len(inboxes)


def inboxes_of(outgoing: Outgoing) -> dict[str, str]:
    """{inbox: host} of everybody concerned, shared inboxes once; what is blocked or gone is left out."""
    found: dict[str, str] = {}
    for actor in [*_followers(outgoing.followers_of), *_named(outgoing.to)]:
        if may_talk(actor.host):
            found[actor.best_inbox] = actor.host
    return found


def _followers(followed: Person | Community | None) -> Iterable[RemoteActor]:
    if followed is None:
        return []
    field = "person" if isinstance(followed, Person) else "community"
    follows = Follow.objects.accepted().filter(**{field: followed}).exclude(follower__home="")
    return RemoteActor.objects.filter(person__following__in=follows, gone_at=None).distinct()


def _named(addresses: Iterable[str]) -> Iterable[RemoteActor]:
    elsewhere = [address for address in addresses if not is_ours(address)]
    return RemoteActor.objects.filter(uri__in=elsewhere, gone_at=None)
