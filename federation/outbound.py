"""Journal entry → activity → one Delivery per inbox. Database work only, in the errand's transaction."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from commons.base.addresses import is_ours
from commons.communities.models import Community
from commons.journal.models import Entry
from commons.people.models import Follow, Person
from federation import lanes, own_keys
from federation.models import Delivery, LocalKey, RemoteActor, Server, Told
from federation.policy import is_open, neighbours_among, who_may_talk
from federation.registry import Outgoing, translators
from federation.vocabulary import ACTOR_TYPES, Json, with_context

LASTING = {"Delete", "Undo", "Block", "Move"}  # must be heard even after months
AT_ONCE = 500  # rows
MOST_WRITTEN = 1_000  # letters in one transaction, if they are not all of one entry


def wants(entry: Entry) -> bool:
    """Silence is the default: only verbs that have a translator, and only while the town federates."""
    return entry.verb in translators.speakers and is_open()


def tell_others(entries: Sequence[Entry]) -> int:
    """Read by the worker, for entries that may speak; how many of them it has read."""
    mail, read = Mailing(), 0
    for outgoings in _said_of(entries):
        for outgoing in outgoings:
            mail.send(outgoing)
        read += 1
        if mail.written >= MOST_WRITTEN:
            break
    mail.end()
    return read


def _said_of(entries: Sequence[Entry]) -> Iterator[Iterable[Outgoing]]:
    """What each of them says."""
    for verb, some in groupby(entries, key=attrgetter("verb")):
        together = list(some)
        if many := translators.many_speakers.get(verb):
            said: dict[int, list[Outgoing]] = defaultdict(list)
            for entry, outgoing in many(together):
                said[entry.pk].append(outgoing)
            yield from (said[entry.pk] for entry in together)
        else:
            yield from map(translators.speakers[verb], together)


def send(outgoing: Outgoing, *, key: LocalKey | None = None) -> int:
    """Write a delivery per inbox concerned; asking twice changes nothing. Returns how many inboxes there are.

    `key` signs in the place of the signer's own: a retired one says that there is a new one.
    """
    mail = Mailing()
    mail.send(outgoing, key=key)
    mail.end()
    return mail.written


class Mailing:
    """What is told in one transaction: whose followers are where, and who signs, is looked up once."""

    def __init__(self) -> None:
        self.written = 0
        self._hosts: set[str] = set()
        self._inboxes: dict[object, dict[str, str]] = {}
        self._keys: dict[Person | Community, LocalKey] = {}

    def send(self, outgoing: Outgoing, *, key: LocalKey | None = None) -> None:
        inboxes = self._inboxes_of(outgoing)
        if not inboxes:
            return
        said = _said(outgoing.activity)
        beside = _take_places(said, inboxes)
        body = json.dumps(with_context(outgoing.activity), ensure_ascii=False, separators=(",", ":"))
        key, now = key or self._key_of(outgoing.signer), timezone.now()
        letters = (
            Delivery(
                activity_id=outgoing.activity["id"],
                inbox=inbox,
                host=host,
                body=body,
                kind=said.kind,
                about=said.about,
                lasting=said.kind in LASTING or (said.kind == "Update" and said.type in ACTOR_TYPES),
                signer=key,
                due_at=beside.get(inbox, now),
            )
            for inbox, host in inboxes.items()
        )
        while some := list(islice(letters, AT_ONCE)):
            Delivery.objects.bulk_create(some, ignore_conflicts=True)
        if said.about and outgoing.followers_of:
            _remember_told(said.kind, said.about)
        self._hosts.update(inboxes.values())
        self.written += len(inboxes)

    def _inboxes_of(self, outgoing: Outgoing) -> dict[str, str]:
        to = (outgoing.followers_of, outgoing.to, outgoing.to_neighbours, outgoing.everywhere)
        if to not in self._inboxes:
            self._inboxes[to] = inboxes_of(outgoing)
        return self._inboxes[to]

    def _key_of(self, signer: Person | Community) -> LocalKey:
        if signer not in self._keys:
            self._keys[signer] = own_keys.key_of(signer)
        return self._keys[signer]

    def end(self) -> None:
        """Called last, and once."""
        if self._hosts:
            lanes.look_at(self._hosts)


class Said(NamedTuple):
    """What an activity says: its type, the address of the thing, the type of the thing."""

    kind: str
    about: str
    type: str


def _said(activity: Json) -> Said:
    """Seen through a group's Announce."""
    thing = activity.get("object")
    if not isinstance(thing, dict):
        return Said(str(activity["type"]), str(thing or ""), "")
    if activity["type"] == "Announce":
        return _said(thing)
    return Said(str(activity["type"]), str(thing.get("id", "")), str(thing.get("type", "")))


def _take_places(said: Said, inboxes: dict[str, str]) -> dict[str, datetime]:
    """What waits and says nothing that the new one does not, is dropped. {inbox: when it may hear the next}.

    An Update takes the place of the one that waits; a Delete ends whatever waits about the thing. A page that is
    written at this moment is told once in a while: the text of ten minutes is one letter.
    """
    ended = {"Update": ["Update"], "Delete": ["Create", "Update", "Announce", "Like"]}.get(said.kind)
    if not said.about or not ended:
        return {}
    lanes.hold(inboxes.values())
    about = Delivery.objects.filter(about=said.about)
    waiting = about.filter(kind__in=ended, state=Delivery.State.READY)
    if said.kind == "Delete":
        for some in _pieces(inboxes):
            waiting.filter(inbox__in=some).delete()
        return {}
    pause = timedelta(seconds=settings.CALADE_PAGE_UPDATES_EVERY) if said.type == "Article" else timedelta()
    heard = about.filter(kind="Update", state=Delivery.State.DONE, done_at__gt=timezone.now() - pause)
    told = heard.values_list("inbox", "done_at") if pause else ()
    beside = {inbox: at + pause for inbox, at in told if at}
    for some in _pieces(inboxes):
        waiting.filter(inbox__in=some).delete()
    return beside


def _pieces(inboxes: Iterable[str]) -> Iterable[list[str]]:
    every = iter(inboxes)
    while some := list(islice(every, AT_ONCE)):
        yield some


def _remember_told(kind: str, about: str) -> None:
    if kind in {"Create", "Update"} and is_ours(about):
        Told.objects.get_or_create(object_uri=about)
    elif kind == "Delete":
        Told.objects.filter(object_uri=about).delete()


def inboxes_of(outgoing: Outgoing) -> dict[str, str]:
    """{inbox: host} of everybody concerned, shared inboxes once; what is blocked or gone is left out."""
    if outgoing.everywhere:
        return known_inboxes()
    fields = ("shared_inbox", "inbox", "host")
    found: dict[str, str] = {}
    for actors in (_followers(outgoing.followers_of), _named(outgoing.to)):
        for shared_inbox, inbox, host in actors.values_list(*fields).iterator(AT_ONCE):
            found[shared_inbox or inbox] = host
    heard = who_may_talk(found.values())
    if outgoing.to_neighbours:
        heard = neighbours_among(heard)
    return {inbox: host for inbox, host in found.items() if host in heard}


def known_inboxes() -> dict[str, str]:
    """{inbox: host}: one of each server that may hold copies of ours, the shared one if there is one.

    What is not kept: who was told what. A server whose people are all gone has left its last inbox.
    """
    by_host = dict(Server.objects.exclude(last_inbox="").values_list("host", "last_inbox"))
    actors = RemoteActor.objects.filter(gone_at=None).order_by("shared_inbox", "pk")
    by_host |= {actor.host: actor.best_inbox for actor in actors.iterator()}
    heard = who_may_talk(by_host)
    return {inbox: host for host, inbox in by_host.items() if host in heard}


def _followers(followed: Person | Community | None) -> QuerySet[RemoteActor]:
    if followed is None:
        return RemoteActor.objects.none()
    field = "person" if isinstance(followed, Person) else "community"
    follows = Follow.objects.accepted().filter(**{field: followed}).exclude(follower__home="")
    return RemoteActor.objects.filter(person__in=follows.values("follower"), gone_at=None)


def _named(addresses: Iterable[str]) -> QuerySet[RemoteActor]:
    elsewhere = [address for address in addresses if not is_ours(address)]
    return RemoteActor.objects.filter(uri__in=elsewhere, gone_at=None)
