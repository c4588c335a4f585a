"""Actors elsewhere: fetched at their own address, checked, written down as people and communities of ours."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from commons.base.egress import BadAddress, same_origin
from commons.base.outgoing import CannotFetch
from commons.base.text import clean_remote, plain
from commons.communities.actions import remember_community
from commons.communities.models import Community
from commons.people.actions import know_as, remember_person
from commons.people.models import Person
from federation import handles, policy, reader
from federation.asking import ask, begin_with_rfc9421
from federation.models import RemoteActor, RemoteKey
from federation.policy import host_of, lives_here, may_talk
from federation.vocabulary import RFC_9421

FRESH = timedelta(hours=24)
JUST_NOW = timedelta(minutes=5)
FORGET_FAILURE = 300
PASSING = {"timeout", "unreachable", "dns-timeout", "dns-failure", "no-budget", "host-rests", "host-busy"}
# A handle stands in addresses of our pages: what cannot, is left out.
NOT_IN_HANDLE = re.compile(r"[^\w.-]")
GROUP_TYPES = {"Group"}
COMMUNITY_KINDS = set(Community.Kind.values)


class Unknown(Exception):
    """An actor or key that cannot be had; `reason` says why, `status` is what their server answered, if it did."""

    def __init__(self, reason: str, *, status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status

    @property
    def passing(self) -> bool:
        """It may be had later: nobody answered, or their server is in trouble."""
        return self.reason in PASSING or self.status == 429 or (self.status or 0) >= 500


def actor_at(uri: str, *, refresh: bool = False) -> RemoteActor:
    """The actor who lives at `uri`, fetched when unknown or older than a day. Raises Unknown. Uses the network.

    An old copy serves while their home does not answer. A `refresh` within five minutes of the last is not
    made: a stranger's bad signature must not make this town knock at somebody else's door.
    """
    if lives_here(uri) or not may_talk(host_of(uri)):
        raise Unknown("not-allowed")
    known = RemoteActor.objects.select_related("person").filter(uri=uri).first()
    if known and known.fetched_at > timezone.now() - (JUST_NOW if refresh else FRESH):
        return known
    try:
        actor = _fetched_actor(uri)
    except Unknown as error:
        if known is None:
            raise
        if error.status == 410:
            RemoteActor.objects.filter(pk=known.pk).update(gone_at=timezone.now())
            known.gone_at = timezone.now()
        elif not error.passing:
            raise
        return known
    return _remember_confirmed(actor)


def actors_known(uris: Iterable[str]) -> dict[str, RemoteActor]:
    """Those of many actors of whom nothing need be asked: known, fresh, and allowed to talk to us."""
    fresh = RemoteActor.objects.filter(uri__in=set(uris), fetched_at__gt=timezone.now() - FRESH)
    found = list(fresh.select_related("person"))
    heard = policy.who_may_talk(actor.host for actor in found)
    return {actor.uri: actor for actor in found if actor.host in heard and not lives_here(actor.uri)}


def actor_document(uri: str) -> reader.Actor:
    """What the home of an actor says of them this moment, not written down. Raises Unknown. Uses the network."""
    if lives_here(uri) or not may_talk(host_of(uri)):
        raise Unknown("not-allowed")
    return _fetched_actor(uri)


def update_actor(uri: str) -> RemoteActor:
    """The actor as their home shows them now, because they have just said that they changed."""
    if lives_here(uri) or not may_talk(host_of(uri)):
        raise Unknown("not-allowed")
    return _remember_confirmed(_fetched_actor(uri))


def _remember_confirmed(actor: reader.Actor) -> RemoteActor:
    """With the handle that they claim on another host, if that host agrees (FEP-2c59). Uses the network."""
    remote = remember(actor)
    if remote.person and (actor.webfinger or remote.person.webfinger):
        know_as(remote.person, handles.confirmed(actor, ask_home=not actor.webfinger))
    return remote


def _fetched_actor(uri: str) -> reader.Actor:
    with remembering_failure(f"no-actor:{uri}"):
        actor = reader.interpret(ask(uri, kind="actor"))
    if not isinstance(actor, reader.Actor) or actor.id != uri:
        raise Unknown("not-an-actor")
    return actor


@contextmanager
def remembering_failure(key: str) -> Iterator[None]:
    """Ask once in five minutes for what cannot be had; the answer is the same meanwhile. Raises Unknown."""
    key = f"fetch:{hashlib.sha256(key.encode()).hexdigest()}"
    if failed := cache.get(key):
        reason, status = failed
        raise Unknown(reason, status=status)
    try:
        yield
    except (CannotFetch, BadAddress, reader.Refused) as error:
        status = getattr(error, "status", None)
        cache.set(key, (error.reason, status), FORGET_FAILURE)
        raise Unknown(error.reason, status=status) from error


def remember(actor: reader.Actor) -> RemoteActor:
    """Write down what a checked document says. Identity never rebinds: inbox and keys share the id's origin."""
    try:
        with transaction.atomic():
            return _remember(actor)
    except IntegrityError as taken:
        raise Unknown("name-taken") from taken


def _remember(actor: reader.Actor) -> RemoteActor:
    host = host_of(actor.id)
    handle = _as_handle(actor.preferred_username) or _as_handle(actor.id.rstrip("/").rsplit("/", 1)[-1])
    if lives_here(actor.id) or not host or not actor.inbox or not handle:
        raise Unknown("bad-actor")
    if not same_origin(actor.inbox, actor.id):
        raise Unknown("bad-actor")
    is_group = actor.type in GROUP_TYPES
    other = {"person__isnull": False} if is_group else {"community__isnull": False}
    if RemoteActor.objects.filter(uri=actor.id, **other).exists():
        raise Unknown("bad-actor")  # a person does not become a group, nor a group a person
    summary = str(clean_remote(actor.summary))
    name, url = plain(actor.name) or handle, actor.url or actor.id
    values: dict[str, Any] = {
        "type": actor.type,
        "host": host,
        "inbox": actor.inbox,
        "shared_inbox": actor.shared_inbox,
        "outbox": actor.outbox,
        "followers": actor.followers,
        "featured": actor.featured if is_group else "",
        "moderators": actor.moderators if is_group and same_origin(actor.moderators, actor.id) else "",
        "fetched_at": timezone.now(),
        "gone_at": None,
    }
    if is_group:
        kind = actor.community_kind if actor.community_kind in COMMUNITY_KINDS else Community.Kind.SPACE
        values["community"] = remember_community(
            uri=actor.id, home=host, kind=kind, handle=handle, name=name, summary=summary, url=url
        )
    else:
        kind = Person.Kind.PERSON if actor.type == "Person" else Person.Kind.SERVICE
        values["person"] = remember_person(
            uri=actor.id, home=host, handle=handle, name=name, summary=summary, url=url, kind=kind
        )
    remote, made = RemoteActor.objects.update_or_create(uri=actor.id, defaults=values)
    if made and any(policy.quiet_of(host)):
        policy.keep_quiet([host])
    if made and RFC_9421 in actor.implements:
        begin_with_rfc9421(host)
    _remember_keys(remote, actor)
    return remote


def _as_handle(text: str) -> str:
    return NOT_IN_HANDLE.sub("", text)[:64].strip(".")


def _remember_keys(remote: RemoteActor, actor: reader.Actor) -> None:
    """The keys that the actor lists, and no others. A key that somebody else listed first stays theirs."""
    listed = {key.id: key.multibase for key in actor.assertion_keys}
    if actor.public_key and actor.public_key.owner == actor.id:
        listed[actor.public_key.id] = actor.public_key.pem
    theirs = set(
        RemoteKey.objects.filter(key_id__in=listed).exclude(actor=remote).values_list("key_id", flat=True)
    )
    for key_id, public in listed.items():
        if key_id not in theirs and same_origin(key_id, actor.id):
            values = {"actor": remote, "public": public, "fetched_at": timezone.now()}
            RemoteKey.objects.update_or_create(key_id=key_id, defaults=values)
    remote.keys.exclude(key_id__in=listed).delete()


def look_up(account: str) -> str:
    """`@name@host` → the address of its actor, by WebFinger. Raises Unknown. Uses the network.

    A handle of another host than the actor's is remembered as theirs when both sides say so.
    """
    try:
        found = handles.ask(*handles.parts_of(account))
    except handles.NoAccount as error:
        raise Unknown(error.reason) from error
    if found.host != host_of(found.actor) and not lives_here(found.actor):
        _remember_handle(found.actor)
    return found.actor


def _remember_handle(uri: str) -> None:
    if not may_talk(host_of(uri)):
        return
    actor = _fetched_actor(uri)
    remote = remember(actor)
    if remote.person:
        know_as(remote.person, handles.confirmed(actor, ask_home=True))
