"""What open pages may listen to. Apps register each kind of thing: who may, where it stands, what it says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from commons.journal.models import Entry


@dataclass(frozen=True)
class Frame:
    """One piece of news for the pages that show `thing` ("topic:12"). `seq` counts without gaps per thing.

    `html` is what to show (8 kB at most) or empty, and the page asks. `audience` names a kind of viewer that
    `may_listen` gives back; "" is everybody who listens.
    """

    thing: str
    seq: int
    kind: str
    html: str = ""
    ref: str = ""
    audience: str = ""


@dataclass(frozen=True)
class Kind:
    """How one kind of thing is listened to.

    `may_listen(person, key)` gives the viewer's audience, or None to refuse. `last_seqs(keys)` reads where
    things stand. `frames(entry)` says what an entry of the journal means to those who watch.
    """

    name: str
    may_listen: Callable[[Any, str], str | None]
    last_seqs: Callable[[list[str]], dict[str, int]]
    events_after: Callable[[Any, str, int], dict[str, Any]] | None = None


_kinds: dict[str, Kind] = {}
_speakers: "list[Callable[[Entry], Iterable[Frame]]]" = []


def register(kind: Kind) -> None:
    if kind.name in _kinds:
        raise ImproperlyConfigured(f"Two apps let pages listen to {kind.name}.")
    _kinds[kind.name] = kind


def speaks_to_pages(speaker: "Callable[[Entry], Iterable[Frame]]") -> "Callable[[Entry], Iterable[Frame]]":
    """Decorates a function that turns an entry into frames (none for entries that are not its business)."""
    _speakers.append(speaker)
    return speaker


def kind_of(thing: str) -> tuple[Kind, str] | None:
    """ "topic:12" → (the kind "topic", "12")."""
    name, _, key = thing.partition(":")
    kind = _kinds.get(name)
    return (kind, key) if kind and key else None


def kinds() -> dict[str, Kind]:
    return dict(_kinds)


def frames_of(entry: "Entry") -> list[Frame]:
    return [frame for speaker in _speakers for frame in speaker(entry)]
