"""What can be had by e-mail without an account. Rooms register kinds, and what is new in them.

Notices stand below the rooms and know no neighbourhood: a kind has a name for each of its keys, and sources.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Line:
    """One thing that is new: what kind of thing, its title, where it is, since when. Public, or it is not here."""

    said: Words
    title: str
    path: str
    at: datetime


@dataclass(frozen=True)
class Kind:
    """`find(key)` is the thing, with `str()` and `get_absolute_url()`; `offered()` all that can be chosen, (key, name).

    `weekly`: a message a week; the others are sent by their room when something happens. `heading` stands over the
    keys in the form, `label` is what one subscribes to, with `%(what)s`.
    """

    name: str
    find: Callable[[str], Any]
    offered: Callable[[], Iterable[tuple[str, str]]]
    heading: Words
    label: Words
    weekly: bool


Source = Callable[[str, datetime, datetime], Sequence[Line]]

_kinds: dict[str, Kind] = {}
_sources: dict[str, list[tuple[int, Source]]] = defaultdict(list)


def register(kind: Kind) -> None:
    if kind.name in _kinds:
        raise ImproperlyConfigured(f"Two bulletins are named {kind.name}.")
    _kinds[kind.name] = kind


def tells_news(kind: str, order: int, source: Source) -> None:
    """`source(key, since, until)`: what is new there, the oldest first, for everybody's eyes."""
    _sources[kind].append((order, source))


def kind_of(name: str) -> Kind | None:
    return _kinds.get(name)


def kinds() -> list[Kind]:
    return list(_kinds.values())


def news(kind: str, key: str, since: datetime, until: datetime) -> list[Line]:
    found: list[Line] = []
    for _order, source in sorted(_sources[kind], key=lambda one: one[0]):
        found += source(key, since, until)
    return found


def choices() -> list[tuple[Words, list[tuple[str, str]]]]:
    """Groups for a form: ("Once a week, …", [("neighbourhood:3", "La Roquette"), …])."""
    return [
        (kind.heading, [(f"{kind.name}:{key}", name) for key, name in kind.offered()])
        for kind in _kinds.values()
    ]
