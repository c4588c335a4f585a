"""Keys of others, by their ids in every form that is met; each belongs to an actor who lists it."""

import hashlib

from django.core.cache import cache
from django.utils import timezone

from commons.base.egress import same_origin
from commons.base.outgoing import CannotFetch
from federation import handles, keys, reader
from federation.asking import ask
from federation.identities import FRESH, Unknown, actor_at, remembering_failure
from federation.models import RemoteActor, RemoteKey
from federation.policy import host_of, lives_here, may_talk


def known_key(key_id: str) -> RemoteKey | None:
    """A key that is known and not older than a day: using it needs no network."""
    keys_known = RemoteKey.objects.select_related("actor__person", "actor__community")
    return keys_known.filter(key_id=key_id, fetched_at__gt=timezone.now() - FRESH).first()


def key_at(key_id: str, *, refresh: bool = False) -> RemoteKey:
    """A key by its id in any form that is met, owned by an actor who lists it. Raises Unknown. Uses the network."""
    if not refresh and (known := known_key(key_id)):
        return known
    old = RemoteKey.objects.select_related("actor").filter(key_id=key_id).first()
    remote = actor_at(old.actor.uri if old else _owner_of(key_id), refresh=True)
    found = remote.keys.filter(key_id=key_id).first()
    if found is None and (key_id == remote.uri or key_id.startswith("acct:")):
        found = remote.keys.exclude(public__startswith="z").first()
    if found is None:
        raise Unknown("gone" if remote.gone_at else "key-owner-mismatch")
    return found


def _owner_of(key_id: str) -> str:
    """Whom a key says it belongs to; the owner must say so too, which `key_at` checks."""
    if known := RemoteActor.objects.filter(uri=keys.likely_owner(key_id)).first():
        return known.uri
    if key_id.startswith("acct:"):
        return _owner_of_account(key_id)
    document_at = keys.key_document(key_id)
    if lives_here(document_at) or not may_talk(host_of(document_at)):
        raise Unknown("not-allowed")
    with remembering_failure(f"no-key:{document_at}"):
        found = reader.interpret(ask(document_at, kind="key"))
    if isinstance(found, reader.Actor):
        return found.id
    if isinstance(found, reader.PublicKey) and same_origin(found.owner, key_id):
        return found.owner
    raise Unknown("key-not-found")


def _owner_of_account(key_id: str) -> str:
    """A key named by the handle of its owner: whoever that handle leads to, asked once a day."""
    remembered = f"account:{hashlib.sha256(key_id.encode()).hexdigest()}"
    if found := cache.get(remembered):
        return str(found)
    with remembering_failure(f"no-key:{key_id}"):
        try:
            name, host = handles.parts_of(key_id)
            if lives_here(f"https://{host}/") or not may_talk(host):
                raise Unknown("not-allowed")
            owner = handles.ask(name, host).actor
        except handles.NoAccount as error:
            raise CannotFetch(error.reason) from error
    cache.set(remembered, owner, FRESH.total_seconds())
    return owner
