"""Who translates what: @speaks(verb) outward, @listens(activity, thing) inward, @serves(model) at an address."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.urls import Resolver404, resolve

from commons.communities.models import Community
from commons.journal.models import Entry
from commons.people.models import Person
from federation.reader import Activity
from federation.vocabulary import Json

# Who stands behind an activity: somebody, or a community that speaks for itself.
Sender = Person | Community


@dataclass(frozen=True)
class Outgoing:
    """An activity to send: signed by `signer`, to the followers of `followers_of` and to the actors in `to`.

    `signer` is one of our persons or communities. `to` are addresses of actors elsewhere. `everywhere` is one inbox
    of every server ever known. `to_neighbours` leaves out the followers on servers that the town has not chosen.
    """

    activity: Json
    signer: Person | Community
    followers_of: Person | Community | None = None
    to: tuple[str, ...] = ()
    to_neighbours: bool = False
    everywhere: bool = False


@dataclass(frozen=True)
class Serving:
    """How a model is shown to those who ask for ActivityPub.

    `document(thing)` is its object, `visible()` the rows that anybody may fetch, `gone()` those of which only a
    Tombstone is left and which no inbox stands behind. `for_neighbours(thing)` says what only servers that the town
    has chosen may fetch. `pages` lead from human pages to the thing: {URL name: what finds it by their arguments}.
    """

    model: type[Model]
    document: Callable[[Any], Json]
    visible: Callable[[], Any]
    pages: Mapping[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)
    gone: Callable[[], Any] | None = None
    for_neighbours: Callable[[Any], bool] = lambda thing: False


@dataclass(frozen=True)
class Heard:
    """An activity that is believed, and who stands behind it."""

    activity: Activity
    sender: Sender


@dataclass
class Translators:
    speakers: dict[str, Callable[[Entry], Iterable[Outgoing]]] = field(default_factory=dict)
    many_speakers: dict[str, "ManySpeaker"] = field(default_factory=dict)
    listeners: dict[tuple[str, str], Callable[[Activity, Sender], str]] = field(default_factory=dict)
    many_listeners: dict[tuple[str, str], "ManyListener"] = field(default_factory=dict)
    served: dict[str, Serving] = field(default_factory=dict)

    def thing_of_page(self, page: str, arguments: Mapping[str, Any]) -> tuple[Serving, Any] | None:
        """What a page for people is about, by its URL name and arguments, when that is served to other servers."""
        for serving in self.served.values():
            if find := serving.pages.get(page):
                thing = find(dict(arguments))
                return (serving, thing) if thing else None
        return None

    def thing_at_page(self, path: str) -> tuple[Serving, Any] | None:
        """The same by the path of the page, which may be percent-encoded, as strangers name it inside a question."""
        plain = unquote(path)
        if "\0" in plain:
            return None  # as at the first door: no address of ours has one, and PostgreSQL refuses to be asked for it
        try:
            match = resolve(plain)
        except Resolver404:
            return None
        return self.thing_of_page(match.view_name, match.kwargs)


translators = Translators()

Speaker = Callable[[Entry], Iterable[Outgoing]]
ManySpeaker = Callable[[Sequence[Entry]], Iterable[tuple[Entry, Outgoing]]]
Listener = Callable[[Activity, Sender], str]
ManyListener = Callable[[Sequence[Heard]], dict[int, str]]


def speaks(*verbs: str) -> Callable[[Speaker], Speaker]:
    """The decorated function turns an entry into what other servers are told, or yields nothing."""

    def keep(speaker: Speaker) -> Speaker:
        for verb in verbs:
            if str(verb) in translators.speakers:
                raise ImproperlyConfigured(f"{verb} is spoken twice.")
            translators.speakers[str(verb)] = speaker
        return speaker

    return keep


def speaks_of_many(verb: str) -> Callable[[ManySpeaker], ManySpeaker]:
    """Besides who `speaks`, for a verb that is met in great numbers: what many entries need is read at once."""

    def keep(speaker: ManySpeaker) -> ManySpeaker:
        translators.many_speakers[str(verb)] = speaker
        return speaker

    return keep


def listens(activity: str, *things: str) -> Callable[[Listener], Listener]:
    """The decorated function hears `activity` about one of `things` (types); it answers with a short outcome."""

    def keep(listener: Listener) -> Listener:
        for thing in things:
            if (activity, thing) in translators.listeners:
                raise ImproperlyConfigured(f"{activity}{{{thing}}} is heard twice.")
            translators.listeners[activity, thing] = listener
        return listener

    return keep


def listens_to_many(activity: str, *things: str) -> Callable[[ManyListener], ManyListener]:
    """The decorated function hears many of them in one transaction, for what comes in great numbers.

    It answers with the outcomes of those that it could act upon, by their place; it refuses none. The others are heard
    one by one by who `listens`, and so are all when it raises. Of one sender it leaves all that follow one it left.
    """

    def keep(listener: ManyListener) -> ManyListener:
        for thing in things:
            translators.many_listeners[activity, thing] = listener
        return listener

    return keep


def serves(serving: Serving) -> None:
    kind = serving.model.address_kind  # type: ignore[attr-defined]
    if kind in translators.served:
        raise ImproperlyConfigured(f"{kind} is served twice.")
    translators.served[kind] = serving
