"""Actors elsewhere: fetched at their own address, checked, written down as people and communities of ours."""

from datetime import timedelta
from urllib.parse import quote

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from commons.base.addresses import is_ours
from commons.base.text import clean_remote, plain
from commons.communities.actions import remember_community
from commons.communities.models import Community
from commons.people.actions import remember_person
from commons.people.models import Person
from federation import keys, own_keys, reader
from federation.egress import BadAddress, clean_host, same_origin
from federation.fetch import CannotFetch, fetch, fetch_document
from federation.models import RemoteActor, RemoteKey
from federation.policy import host_of, may_talk

FRESH = timedelta(hours=24)
FORGET_FAILURE = 300
GROUP_TYPES = {"Group"}
COMMUNITY_KINDS = set(Community.Kind.values)


class Unknown(Exception):
    """An actor or key that cannot be had; `reason` says why, `passing` that it may be had later."""

    def __init__(self, reason: str, *, passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing


def actor_at(uri: str, *, refresh: bool = False) -> RemoteActor:
    """The actor who lives at `uri`, fetched when unknown or older than a day. Raises Unknown. Uses the network."""
    known = RemoteActor.objects.select_related("person", "community").filter(uri=uri).first()
    if known and not refresh and known.fetched_at > timezone.now() - FRESH:
        return known
    if is_ours(uri) or not may_talk(host_of(uri)):
        raise Unknown("not-allowed")
    failed = f"no-actor:{uri}"
    if reason := cache.get(failed):
        raise Unknown(reason, passing=True)
    try:
        document = fetch_document(uri, kind="actor", sign=own_keys.signer(own_keys.key_of(None)))
        actor = reader.interpret(document)
    except (CannotFetch, BadAddress) as error:
        cache.set(failed, error.reason, FORGET_FAILURE)
        if getattr(error, "status", None) == 410 and known:
            RemoteActor.objects.filter(pk=known.pk).update(gone_at=timezone.now())
        raise Unknown(error.reason, passing=error.reason in {"timeout", "unreachable"}) from error
    except reader.Refused as error:
        raise Unknown(error.reason) from error
    if not isinstance(actor, reader.Actor) or actor.id != uri:
        raise Unknown("not-an-actor")
    return remember(actor)


@transaction.atomic
def remember(actor: reader.Actor) -> RemoteActor:
    """Write down what a checked document says. Identity never rebinds: inbox and keys share the id's origin."""
    host = host_of(actor.id)
    if is_ours(actor.id) or not actor.inbox or not same_origin(actor.inbox, actor.id):
        raise Unknown("bad-actor")
    handle = actor.preferred_username or actor.id.rstrip("/").rsplit("/", 1)[-1]
    summary = str(clean_remote(actor.summary))
    name, url = plain(actor.name) or handle, actor.url or actor.id
    values = {
        "type": actor.type,
        "host": host,
        "inbox": actor.inbox,
        "shared_inbox": actor.shared_inbox,
        "outbox": actor.outbox,
        "followers": actor.followers,
        "fetched_at": timezone.now(),
        "gone_at": None,
    }
    if actor.type in GROUP_TYPES:
        kind = actor.community_kind if actor.community_kind in COMMUNITY_KINDS else Community.Kind.SPACE
        values["community"] = remember_community(
            uri=actor.id, home=host, kind=kind, handle=handle, name=name, summary=summary, url=url
        )
    else:
        kind = Person.Kind.PERSON if actor.type == "Person" else Person.Kind.SERVICE
        values["person"] = remember_person(
            uri=actor.id, home=host, handle=handle, name=name, summary=summary, url=url, kind=kind
        )
    remote, _made = RemoteActor.objects.update_or_create(uri=actor.id, defaults=values)
    _remember_keys(remote, actor)
    return remote


def _remember_keys(remote: RemoteActor, actor: reader.Actor) -> None:
    listed = {key.id: key.multibase for key in actor.assertion_keys}
    if actor.public_key and actor.public_key.owner == actor.id:
        listed[actor.public_key.id] = actor.public_key.pem
    for key_id, public in listed.items():
        if same_origin(key_id, actor.id):
            values = {"actor": remote, "public": public, "fetched_at": timezone.now()}
            RemoteKey.objects.update_or_create(key_id=key_id, defaults=values)
    remote.keys.exclude(key_id__in=listed).delete()


def key_at(key_id: str, *, refresh: bool = False) -> RemoteKey:
    """A key by its id in any form that is met, owned by an actor who lists it. Raises Unknown. Uses the network."""
    known = (
        RemoteKey.objects.select_related("actor__person", "actor__community").filter(key_id=key_id).first()
    )
    if known and not refresh:
        return known
    owner = known.actor.uri if known else _owner_of(key_id)
    remote = actor_at(owner, refresh=True)
    found = remote.keys.filter(key_id=key_id).first()
    if found is None and key_id == remote.uri:
        found = remote.keys.exclude(public__startswith="z").first()
    if found is None:
        raise Unknown("key-owner-mismatch")
    return found


def _owner_of(key_id: str) -> str:
    """Whom a key says it belongs to; the owner must say so too, which `key_at` checks."""
    if known := RemoteActor.objects.filter(uri=keys.likely_owner(key_id)).first():
        return known.uri
    document_at = keys.key_document(key_id)
    if not may_talk(host_of(document_at)):
        raise Unknown("not-allowed")
    if reason := cache.get(f"no-key:{document_at}"):
        raise Unknown(reason, passing=True)
    try:
        document = fetch_document(document_at, kind="key", sign=own_keys.signer(own_keys.key_of(None)))
        found = reader.interpret(document)
    except (CannotFetch, BadAddress, reader.Refused) as error:
        cache.set(f"no-key:{document_at}", error.reason, FORGET_FAILURE)
        raise Unknown("key-not-found", passing=error.reason in {"timeout", "unreachable"}) from error
    if isinstance(found, reader.Actor):
        return found.id
    if isinstance(found, reader.PublicKey) and same_origin(found.owner, key_id):
        return found.owner
    raise Unknown("key-not-found")


def look_up(account: str) -> str:
    """`@name@host` → the address of its actor, by WebFinger (RFC 7033). Raises Unknown. Uses the network."""
    name, _, host = account.strip().lstrip("@").partition("@")
    try:
        label, _, port = host.partition(":")
        authority = clean_host(label) + (f":{int(port)}" if port else "")
    except (BadAddress, ValueError) as error:
        raise Unknown("bad-account") from error
    if not name or not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise Unknown("bad-account")
    scheme = "http" if label in {"localhost", "127.0.0.1"} else "https"
    url = f"{scheme}://{authority}/.well-known/webfinger?resource=acct:{quote(name)}@{authority}"
    try:
        answer = fetch(url, kind="webfinger", accept="application/jrd+json")
        links = reader.parse(answer.body).get("links") if answer.status == 200 else None
    except (CannotFetch, BadAddress, reader.Refused) as error:
        raise Unknown(error.reason) from error
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "self" and isinstance(link.get("href"), str):
            if "json" in str(link.get("type", "")):
                return str(link["href"])
    raise Unknown("no-actor")
