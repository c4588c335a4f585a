"""What people of this town make the roof do: follow another town, renew keys, steer the lane of a server."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django_tasks import task

from commons.base.egress import BadAddress, same_origin
from commons.base.errors import MayNot
from commons.base.outgoing import CannotFetch
from commons.communities.models import Community
from commons.communities.towns import remember_town
from commons.journal.actions import record
from commons.people.actions import follow, town_voice
from commons.people.models import Person
from commons.people.permissions import is_administrator
from federation import lanes, own_keys, policy, reader
from federation.asking import ask
from federation.fetch import budget, fetch
from federation.identities import Unknown, actor_at, look_up
from federation.models import Delivery, ReceivedActivity, RemoteActor, Server
from federation.outbound import send
from federation.permissions import may_steer_lanes
from federation.policy import host_of
from federation.registry import Outgoing, translators
from federation.verbs import Verb
from federation.vocabulary import PUBLIC, Json, activity
from wiki.actions import theme_from_elsewhere

MOST_COMMUNITIES = 60
MOST_PAGES = 10
MOST_ITEMS = 400


def follow_from_here(address: str, *, by: Person | None) -> list[Community]:
    """The town follows `@handle@host`, the address of a group, or every group of the town at `https://host`.

    `by` None is a command. Raises Unknown. Uses the network, so it is called outside any transaction.
    """
    if by is not None and not is_administrator(by):
        raise MayNot
    addresses = _addresses_meant(address.strip())
    for host in {host_of(uri) for uri in addresses}:
        policy.allow(host)
    communities = []
    with budget(MOST_COMMUNITIES + 9, seconds=40):
        for scheme, host in {urlsplit(uri)[:2] for uri in addresses}:
            _learn_name(f"{scheme}://{host}")
        for uri in addresses[:MOST_COMMUNITIES]:
            remote = actor_at(uri, refresh=True)
            if remote.community:
                follow(town_voice(), remote.community)
                communities.append(remote.community)
    return communities


def _learn_name(origin: str) -> None:
    """What the town calls itself, from its NodeInfo (FEP-f1d5). When it does not say, its host will do."""
    links = _nodeinfo(f"{origin}/.well-known/nodeinfo").get("links")
    listed = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    addresses = [str(link.get("href")) for link in listed if "nodeinfo" in str(link.get("rel"))]
    at = next((address for address in addresses if same_origin(address, origin)), "")
    metadata = _nodeinfo(at).get("metadata") if at else None
    name = metadata.get("nodeName") if isinstance(metadata, dict) else None
    if isinstance(name, str) and name.strip():
        remember_town(host_of(origin), name)


def _nodeinfo(address: str) -> Json:
    try:
        answer = fetch(address, kind="nodeinfo", accept="application/json")
        return reader.parse(answer.body) if answer.status == 200 else {}
    except (CannotFetch, BadAddress, reader.Refused):
        return {}


def _addresses_meant(address: str) -> list[str]:
    """Of actors: what `@handle@host`, the address of a group, or that of a whole town stands for."""
    if "@" in address and "//" not in address:
        return [look_up(address)]
    if not host_of(address) or policy.lives_here(address):
        raise Unknown("bad-account")
    if urlsplit(address).path.strip("/"):
        return [address]
    return _groups_of_town(address.rstrip("/"))


def _groups_of_town(origin: str) -> list[str]:
    """The groups that another Calade lists beside its instance actor."""
    try:
        found = reader.interpret(ask(f"{origin}/ap/communities", kind="collection"))
    except (CannotFetch, BadAddress, reader.Refused) as error:
        raise Unknown(error.reason) from error
    items = found.items if isinstance(found, reader.Collection) else ()
    return [item for item in items if isinstance(item, str) and same_origin(item, origin)]


def servers_known() -> QuerySet[Any]:
    """What is decided of each server, how much waits for it, since when and why; the longest wait first."""
    waiting = Delivery.objects.filter(host=OuterRef("host"), state=Delivery.State.READY)
    by_host = waiting.order_by().values("host")
    return Server.objects.annotate(
        waiting=Subquery(by_host.annotate(count=Count("pk")).values("count")),
        oldest=Subquery(by_host.annotate(first=Min("asked_at")).values("first")),
        refusal=Subquery(waiting.exclude(last_error="").order_by("rank", "pk").values("last_error")[:1]),
    ).order_by(F("oldest").asc(nulls_last=True), "host")[:500]


def pause_lane(server: Server, *, by: Person) -> None:
    """Nothing more is sent to them; what is said meanwhile waits."""
    _steer(server, Verb.LANE_PAUSED, by=by, paused_at=timezone.now())


def resume_lane(server: Server, *, by: Person) -> None:
    _steer(server, Verb.LANE_RESUMED, by=by, paused_at=None)


def retry_lane(server: Server, *, by: Person) -> None:
    """They are asked at once, whenever it would have been; also for what they refused."""
    with transaction.atomic():
        _steer(server, Verb.LANE_RETRIED, by=by, dormant_at=None)
        lanes.waiting_for(server.host).update(due_at=timezone.now())
        Server.objects.filter(pk=server.pk).update(next_at=timezone.now())


def purge_lane(server: Server, *, by: Person) -> int:
    """What waits for them is never sent. Returns how many letters there were."""
    with transaction.atomic():
        count = lanes.waiting_for(server.host).count()
        _steer(server, Verb.LANE_PURGED, by=by, letters=count)
        lanes.waiting_for(server.host).delete()
    return count


@transaction.atomic
def _steer(
    server: Server, verb: Verb, *, by: Person, letters: int | None = None, **changes: datetime | None
) -> None:
    if not may_steer_lanes(by):
        raise MayNot
    if changes:
        Server.objects.filter(pk=server.pk).update(**changes)
    detail: dict[str, Any] = {} if letters is None else {"letters": letters}
    record(verb, by=by, about=server, public=False, **detail)


@task
def backfill(community_id: int) -> int:
    """Read what a community that we now follow holds already, from its own outbox. Returns how many items.

    Items come from the group's own origin, so they are as good as delivered; they go the ordinary way in.
    """
    remote = RemoteActor.objects.select_related("community").filter(community_id=community_id).first()
    if remote is None or remote.community is None or not remote.outbox:
        return 0
    if remote.community.kind == Community.Kind.THEME:
        theme_from_elsewhere(remote.community)
    if not same_origin(remote.outbox, remote.uri):
        return 0
    items = list(_items(remote.outbox))[:MOST_ITEMS]
    for item in reversed(items):  # oldest first, as they happened
        _keep(item, remote)
    return len(items)


def _items(outbox: str) -> list[Json]:
    """Items of at most ten pages, each page once, whatever `next` says."""
    items: list[Json] = []
    seen: set[str] = set()
    at = outbox
    with budget(MOST_PAGES + 2):
        while at and at not in seen and len(seen) <= MOST_PAGES:
            seen.add(at)
            try:
                page = reader.interpret(ask(at, kind="collection"))
            except (CannotFetch, BadAddress, reader.Refused):
                break
            if not isinstance(page, reader.Collection):
                break
            items += [i.raw for i in page.items if isinstance(i, reader.Activity) and i.id]
            at = page.first or page.next
            if not same_origin(at or outbox, outbox):
                break
    return items


def _keep(item: Json, remote: RemoteActor) -> None:
    if item.get("actor") != remote.uri or not same_origin(str(item.get("id")), remote.uri):
        return
    ReceivedActivity.objects.get_or_create(
        activity_id=item["id"],
        actor=remote.uri,
        defaults={"host": remote.host, "body": json.dumps(item), "lane": remote.uri[:200]},
    )


@transaction.atomic
def renew_keys(actor: Person | Community | None) -> int:
    """New signing keys for one of ours, None for the server itself. Its followers are told under the old key.

    Returns how many inboxes are told.
    """
    retired = own_keys.renew(own_keys.key_of(actor))
    if actor is None:
        return 0  # nobody follows the server: whoever meets its new key reads it there
    entry = record(Verb.KEYS_RENEWED, by=None, about=actor, public=False)
    said = activity(
        "Update",
        entry.address,
        actor=actor.address,
        thing=translators.served[actor.address_kind].document(actor),
    )
    said |= {"to": [PUBLIC], "cc": [f"{actor.address}/followers"]}
    return send(Outgoing(said, actor, followers_of=actor), key=retired)
