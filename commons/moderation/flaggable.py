"""What can be flagged, and how moderation looks at it: rooms register their kinds when they load."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext

from commons.journal.models import Entry
from commons.people.models import Person

Words = str | Promise


def _author(thing: Any) -> Person | None:
    found = getattr(thing, "author", None)
    return found if isinstance(found, Person) else None


def _about(entry: Entry) -> Any:
    return entry.about


def _nobody(thing: Any) -> Iterable[Person | None]:
    return ()


def _no_one(thing: Any) -> Person | None:
    return None


def _nothing(thing: Any) -> str:
    return ""


@dataclass(frozen=True)
class Kind:
    """One model. `room` is a key of `journal.verbs.ROOM_NAMES`.

    `readable_by(person)` gives the rows that somebody may flag; `words(thing)` what stands there, without markup.
    `title(thing)` names it in a list, for moderators; `beside` are the relations that this and `among` read.
    `hide(thing, by, reason, rule)` and `remove(...)` take it out of sight, the second for good; `show(thing, by)`
    brings back what either took away, with `by` None in the name of a jury. None: the room cannot.
    `after_all(thing, by)` publishes what was given back to its author.
    `among(thing)` are those who alone read it, where it is nobody else's.
    `began(thing)`, where many have written it: who is told when it goes, and may contest that.
    `hidden(entry)` gives the thing that the room hid by itself, for its verb of `hides`: its author is told the same,
    as a decision of the kind `hides_as`.
    `since(moment)` gives what was written after it, for trying rules on.
    """

    model: type[Model]
    name: Words
    room: str
    readable_by: Callable[[Person | None], QuerySet[Any]] | None = None
    author: Callable[[Any], Person | None] = _author
    began: Callable[[Any], Person | None] = _no_one
    words: Callable[[Any], str] = _nothing
    title: Callable[[Any], str] = str
    beside: tuple[str, ...] = ()
    hide: Callable[[Any, Person, str, str], object] | None = None
    remove: Callable[[Any, Person, str, str], object] | None = None
    show: Callable[[Any, Person | None], object] | None = None
    after_all: Callable[[Any, Person | None], object] | None = None
    among: Callable[[Any], Iterable[Person | None]] = _nobody
    hides: str = ""
    hides_as: str = "hidden"
    hidden: Callable[[Entry], Any] = _about
    since: Callable[[datetime], QuerySet[Any]] | None = None

    @property
    def label(self) -> str:
        """As in the address of its flag page: "conversations.post"."""
        return self.model._meta.label_lower


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        if kind.label in _kinds:
            raise ImproperlyConfigured(f"{kind.label} is registered twice as flaggable.")
        _kinds[kind.label] = kind


def kinds() -> dict[str, Kind]:
    return dict(_kinds)


def kind_of(thing: Any) -> Kind:
    """Also of what only the town itself asks to look at: then nobody can flag it, and nothing hides it."""
    model = type(thing)
    known = _kinds.get(model._meta.label_lower)
    return known or Kind(model, model._meta.verbose_name, model._meta.app_label)


def with_what_is_beside() -> list[QuerySet[Any]]:
    """For `GenericPrefetch`: whatever a list names comes with what its name is made of."""
    return [kind.model._base_manager.select_related(*kind.beside) for kind in _kinds.values() if kind.beside]


def in_words(thing: Any) -> str:
    """“A message · its first words”, as lists name it; what only a few read has no title there."""
    if thing is None:
        return gettext("Something that is gone")
    kind = kind_of(thing)
    title = "" if any(kind.among(thing)) else kind.title(thing)
    name = capfirst(str(kind.name))
    return f"{name} · {title}" if title else name


def author_of(thing: Any) -> Person | None:
    return None if thing is None else kind_of(thing).author(thing)


def concerned_by(thing: Any) -> Person | None:
    """Who is told what is decided about it: its author or, where many have written it, who began it."""
    return None if thing is None else kind_of(thing).author(thing) or kind_of(thing).began(thing)
