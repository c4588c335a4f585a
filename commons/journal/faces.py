"""How the entries of the journal are shown: a sentence, the thing's name, a link. Nothing hidden is named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from commons.journal.models import Entry, EntryQuerySet

_narrowed: list[Callable[[EntryQuerySet], EntryQuerySet]] = []


@dataclass(frozen=True)
class Line:
    """`title` and `href` are empty when the thing is gone, or not for all eyes."""

    entry: Entry
    title: str = ""
    href: str = ""


def latest(
    *, by: Any = None, room: str = "", before: int = 0, everything: bool = False, most: int = 50
) -> list[Line]:
    """The newest entries first; `everything` is for the one who acted, everybody else sees what is public.

    `room` is the first word of the verbs ("wiki"), `before` the id to go back from. One query, and one per kind
    of thing.
    """
    entries = Entry.objects.all() if everything else shown_to_all()
    if by is not None:
        entries = entries.filter(_acts_of(by))
    if room:
        entries = entries.filter(verb__startswith=f"{room}.")
    if before:
        entries = entries.filter(pk__lt=before)
    return lines(entries.select_related("by").prefetch_related("about").order_by("-pk")[:most])


def _acts_of(person: Any) -> Q:
    """Theirs is also what another hand did in their name, and not what their hand did for others."""
    own = Q(by=person, on_behalf_of=None)
    lent = Entry.objects.filter(on_behalf_of=person)
    return own | Q(on_behalf_of=person) if lent.exists() else own


def leave_out(narrow: Callable[[EntryQuerySet], EntryQuerySet]) -> None:
    """`narrow` takes away entries that the public record does not show for now; it is asked each time."""
    if narrow not in _narrowed:
        _narrowed.append(narrow)


def shown_to_all() -> EntryQuerySet:
    entries = Entry.objects.public()
    for narrow in _narrowed:
        entries = narrow(entries)
    return entries


def lines(entries: Sequence[Entry] | Any, *, among_few: bool = False) -> list[Line]:
    """A thing says with `is_shown` whether the public record may name it; what says nothing may be named.

    `among_few`: entries that are not public are for one reader, who may read what they are about.
    """
    return [_line(entry, named=among_few and not entry.is_public) for entry in entries]


def _line(entry: Entry, *, named: bool = False) -> Line:
    thing: Any = entry.about
    if thing is None or (entry.by_id and thing == entry.by):
        return Line(entry)
    if not named and not getattr(thing, "is_shown", True):
        return Line(entry)
    address = getattr(thing, "get_absolute_url", None)
    return Line(entry, str(thing), address() if address else "")
