"""Journal entry → activity → one Delivery per inbox. Database work only, in the errand's transaction."""

import json
from collections.abc import Iterable

from commons.base.addresses import is_ours
from commons.communities.models import Community
from commons.journal.models import Entry
from commons.people.models import Follow, Person
from federation import own_keys
from federation.models import Delivery, LocalKey, RemoteActor, Server, Told
from federation.policy import is_open, neighbours_among, who_may_talk
from federation.registry import Outgoing, translators
from federation.vocabulary import Json, with_context


def wants(entry: Entry) -> bool:
    """Silence is the default: only verbs that have a translator, and only while the town federates."""
    return entry.verb in translators.speakers and is_open()


def tell_others(entry: Entry) -> None:
    """Read by the worker for each entry that may speak."""
    for outgoing in translators.speakers[entry.verb](entry):
        send(outgoing)


def send(outgoing: Outgoing, *, key: LocalKey | None = None) -> int:
    """Write a delivery per inbox concerned; asking twice changes nothing. Returns how many inboxes there are.

    `key` signs in the place of the signer's own: a retired one says that there is a new one.
    """
    inboxes = inboxes_of(outgoing)
    if not inboxes:
        return 0
    key = key or own_keys.key_of(outgoing.signer)
    body = json.dumps(with_context(outgoing.activity), ensure_ascii=False, separators=(",", ":"))
    kind, about = _said(outgoing.activity)
    renews = about if kind == "Update" else ""
    if renews:
        _drop_older(renews, inboxes)
    Delivery.objects.bulk_create(
        [
            Delivery(
                activity_id=outgoing.activity["id"],
                inbox=inbox,
                host=host,
                body=body,
                renews=renews,
                signer=key,
                lane=host[:200],
            )
            for inbox, host in inboxes.items()
        ],
        ignore_conflicts=True,
    )
    if about and outgoing.followers_of:
        _remember_told(kind, about)
    return len(inboxes)


def _said(activity: Json) -> tuple[str, str]:
    """("Update", address of the thing), seen through a group's Announce."""
    thing = activity.get("object")
    if activity["type"] == "Announce" and isinstance(thing, dict):
        return _said(thing)
    about = thing.get("id", "") if isinstance(thing, dict) else str(thing or "")
    return str(activity["type"]), about


def _drop_older(about: str, inboxes: Iterable[str]) -> None:
    """Updates of the same thing that nobody has tried to send yet say nothing that the new one does not."""
    waiting = Delivery.objects.filter(renews=about, inbox__in=list(inboxes), state=Delivery.State.READY)
    waiting.filter(token=None, tries=0).delete()


def _remember_told(kind: str, about: str) -> None:
    if kind in {"Create", "Update"} and is_ours(about):
        Told.objects.get_or_create(object_uri=about)
    elif kind == "Delete":
        Told.objects.filter(object_uri=about).delete()


def inboxes_of(outgoing: Outgoing) -> dict[str, str]:
    """{inbox: host} of everybody concerned, shared inboxes once; what is blocked or gone is left out."""
    if outgoing.everywhere:
        return known_inboxes()
    actors = [*_followers(outgoing.followers_of), *_named(outgoing.to)]
    heard = who_may_talk(actor.host for actor in actors)
    if outgoing.to_neighbours:
        heard = neighbours_among(heard)
    return {actor.best_inbox: actor.host for actor in actors if actor.host in heard}


def known_inboxes() -> dict[str, str]:
    """{inbox: host}: one of each server that may hold copies of ours, the shared one if there is one.

    What is not kept: who was told what. A server whose people are all gone has left its last inbox.
    """
    by_host = dict(Server.objects.exclude(last_inbox="").values_list("host", "last_inbox"))
    actors = RemoteActor.objects.filter(gone_at=None).order_by("shared_inbox", "pk")
    by_host |= {actor.host: actor.best_inbox for actor in actors.iterator()}
    heard = who_may_talk(by_host)
    return {inbox: host for host, inbox in by_host.items() if host in heard}


def _followers(followed: Person | Community | None) -> Iterable[RemoteActor]:
    if followed is None:
        return []
    field = "person" if isinstance(followed, Person) else "community"
    follows = Follow.objects.accepted().filter(**{field: followed}).exclude(follower__home="")
    return RemoteActor.objects.filter(person__following__in=follows, gone_at=None).distinct()


def _named(addresses: Iterable[str]) -> Iterable[RemoteActor]:
    elsewhere = [address for address in addresses if not is_ours(address)]
    return RemoteActor.objects.filter(uri__in=elsewhere, gone_at=None)
