"""What an entry touches, thing by thing: the topic, its theme, who did it. What people follow and mute.

Notices stand below the rooms; each room says which marks its things carry, and how a mark is named.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

if TYPE_CHECKING:
    from commons.journal.models import Entry

# (kind, key): ("topic", "12"), ("tag", "compost").
Mark = tuple[str, str]


@dataclass(frozen=True)
class Kind:
    """`find(key)` is the thing, with `str()` and `get_absolute_url()`, or None when it is gone.

    `mute_words` are the button's, before the name of the thing.
    """

    name: str
    find: Callable[[str], Any]
    mute_words: "str | Promise"


_kinds: dict[str, Kind] = {}
_carried: "dict[str, Callable[[Any], Iterable[Mark]]]" = {}


def register(kind: Kind) -> None:
    if kind.name in _kinds:
        raise ImproperlyConfigured(f"Two kinds of marks are named {kind.name}.")
    _kinds[kind.name] = kind


def kind_of(name: str) -> Kind | None:
    return _kinds.get(name)


def carries(label: str, marks: "Callable[[Any], Iterable[Mark]]") -> None:
    """`marks(thing)` of the model `label` ("wiki.page"), the nearest first."""
    if label in _carried:
        raise ImproperlyConfigured(f"The marks of {label} are said twice.")
    _carried[label] = marks


def marks_of(entry: "Entry") -> list[Mark]:
    found: list[Mark] = []
    thing = entry.about
    if thing is not None and (carried := _carried.get(thing._meta.label_lower)):
        found += carried(thing)
    if entry.whose_id:
        found.append(("person", str(entry.whose_id)))
    return found
