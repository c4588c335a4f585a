"""The journal of a mandate, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from commons.journal import verbs
from commons.journal.models import Entry
from commons.live.remembered import Remembered
from commons.mandates.models import Line, Mandate
from commons.mandates.verbs import Verb
from commons.people.models import Person


def _read() -> frozenset[int]:
    rows = Mandate.objects.exclude(begun_at=None).exclude(resident=None)
    return frozenset(rows.values_list("resident", flat=True))


# Who has, or has had, somebody acting for them: few, so that no page asks for it of others.
assisted = Remembered(_read, until={Verb.MANDATE_BEGUN})


def hand_of(thing: Model, author: Person | None) -> Person | None:
    """Who wrote it, when they did it in the name of its author."""
    if author is None or author.pk not in assisted():
        return None
    entries = Entry.objects.about_thing(thing).filter(on_behalf_of=author).select_related("by")
    entry = entries.order_by("pk").first()
    return entry.by if entry else None


def hands_of(thing: Model, authors: Iterable[int | None], *, part: str) -> dict[int, Person]:
    """The same for the parts of a thing (the revisions of a page), by the key that their entries name them with."""
    helped = assisted().intersection(key for key in authors if key is not None)
    if not helped:
        return {}
    entries = Entry.objects.about_thing(thing).filter(on_behalf_of__in=helped).select_related("by")
    return {entry.detail[part]: entry.by for entry in entries if entry.by and part in entry.detail}


@dataclass(frozen=True)
class Shown:
    line: Line
    what: str
    title: str
    href: str


def shown_lines(mandate: Mandate) -> list[Shown]:
    """Newest first. What is gone, or was never a page, is told by its verb alone. One question per kind of thing."""
    lines = list(mandate.lines.order_by("-number"))
    things = {kind: _things(kind, lines) for kind in {line.kind for line in lines if line.thing is not None}}
    return [_shown(line, things.get(line.kind, {}).get(line.thing)) for line in lines]


def _things(kind: str, lines: list[Line]) -> dict[Any, Model]:
    wanted = {line.thing for line in lines if line.kind == kind}
    found: dict[Any, Model] = apps.get_model(kind)._base_manager.in_bulk(wanted - {None})
    return found


def _shown(line: Line, thing: Model | None) -> Shown:
    address = getattr(thing, "get_absolute_url", None)
    title = str(thing) if thing is not None and address else ""
    return Shown(line, verbs.label(line.action), title, address() if address else "")
